// Every text of the page has its Chinese, and no Chinese stands for a text that is gone: node texts.mjs
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const source = join(dirname(fileURLToPath(import.meta.url)), "src");
const files = readdirSync(source, { recursive: true }).filter((f) => /\.jsx?$/.test(f) && f !== "text-zh.js");
const text = files.map((f) => readFileSync(join(source, f), "utf8")).join("\n");
const { default: zh } = await import(pathToFileURL(join(source, "text-zh.js")));

// What t(…) or translate(…) is given as a literal; what it is given by a table stands in the source as a literal as well.
const used = new Set([...text.matchAll(/(?:\bt\(|translate\([^,]*,\s*)"((?:[^"\\]|\\.)*)"/g)].map((m) => JSON.parse(`"${m[1]}"`)));
for (const m of text.matchAll(/\? t\("([^"]*)"\) : t\("([^"]*)"\)/g)) { used.add(m[1]); used.add(m[2]); }
const tables = [
  /export const (?:FORMS|STATES|ACTS|GRADE_WORDS) = \{([^}]*)\}/g, /const (?:FILTERS|SAYS) = \{([^}]*)\}/g,
].flatMap((pattern) => [...text.matchAll(pattern)]).flatMap((m) => [...m[1].matchAll(/:\s*"([^"]*)"/g)].map((x) => x[1]));
const fields = [...text.matchAll(/\b(?:title|word|unit): "([^"]*)"/g)].map((m) => m[1]).filter((x) => /[a-z]/.test(x));
const pages = [...text.matchAll(/\["[a-z]+", "([^"]*)"\]/g)].map((m) => m[1]).filter((x) => /^[A-Z]/.test(x));
[...tables, ...fields, ...pages].forEach((x) => used.add(x));

const names = (pattern) => [...pattern.matchAll(/\{\w+\}/g)].map((m) => m[0]).sort().join();
const missing = [...used].filter((x) => !(x in zh));
const idle = Object.keys(zh).filter((x) => !used.has(x));
const torn = Object.entries(zh).filter(([en, cn]) => names(en) !== names(cn)).map(([en]) => en);
for (const [why, list] of [["has no Chinese", missing], ["is used nowhere", idle], ["has other figures to fill in", torn]]) list.forEach((x) => console.log(`${JSON.stringify(x)} ${why}`));
console.log(`${used.size} texts`);
process.exit(missing.length || idle.length || torn.length ? 1 : 0);
