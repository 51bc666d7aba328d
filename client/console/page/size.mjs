// What a browser loads stays small, and refers to nothing outside: node size.mjs DIST
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const SCRIPT_BYTES_MAX = 400_000; // compressed
const dist = process.argv[2];
const script = readFileSync(join(dist, "app.js"));
const packed = gzipSync(script, { level: 9 }).length;
const wrong = [];
if (packed > SCRIPT_BYTES_MAX) wrong.push(`app.js is ${packed} bytes compressed; at most ${SCRIPT_BYTES_MAX}`);

const page = readFileSync(join(dist, "index.html"), "utf8");
if (/<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=/i.test(page)) wrong.push("index.html has inline script or style, which the policy forbids");
for (const [name, text] of [["index.html", page], ["app.css", readFileSync(join(dist, "app.css"), "utf8")]]) {
  if (/(?:src|href|url|@import)\s*[=(]?\s*["']?(?:https?:)?\/\//i.test(text)) wrong.push(`${name} loads something from elsewhere`);
}
if (/\beval\(|new Function\(/.test(script.toString())) wrong.push("app.js makes code of texts, which the policy forbids");

wrong.forEach((line) => console.log(line));
console.log(`app.js: ${packed} bytes compressed, of ${SCRIPT_BYTES_MAX}`);
process.exit(wrong.length ? 1 : 0);
