// Bundles the page: node build.mjs OUT [MODULES]. OUT gets index.html, app.js and app.css; MODULES is the
// node_modules folder to take libraries from (beside this file when it is not given).
import { copyFile, mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.argv[2] ?? join(here, "dist"));
const modules = resolve(process.argv[3] ?? join(here, "node_modules"));

const { build } = createRequire(join(modules, "x.js"))("esbuild");

await mkdir(out, { recursive: true });
await build({
  entryPoints: { app: join(here, "src/app.jsx") },
  outdir: out,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["es2022", "chrome105", "firefox115", "safari15.4"],
  charset: "utf8",
  jsx: "automatic",
  jsxImportSource: "preact",
  nodePaths: [modules],
  legalComments: "none",
  define: { "process.env.NODE_ENV": '"production"' },
  logLevel: "warning",
});
await copyFile(join(here, "src/index.html"), join(out, "index.html"));
