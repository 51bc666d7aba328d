// A real county with a console for a browser: broker, workers and jixiao-console, started by ops/local and this file.
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync, existsSync, openSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = process.env.JIXIAO_SOURCE ?? resolve(dirname(fileURLToPath(import.meta.url)), "../../../..");
export const BUILD = process.env.JIXIAO_BUILD ?? join(ROOT, "build");
const PATIENCE_MS = 60_000; // for programs; a page answers sooner

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

export async function until(condition, what, patience_ms = 20_000) {
  const end = Date.now() + patience_ms;
  for (;;) {
    const answer = await condition();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`not in time: ${what}`);
    await sleep(50);
  }
}

function run(program, args, env = {}, input) {
  const done = spawnSync(program, args, { env: { ...process.env, ...env }, input, encoding: "utf8", timeout: PATIENCE_MS });
  if (done.status !== 0) throw new Error(`${program} ${args.join(" ")}: ${done.status} ${done.stderr || done.error}`);
  return done.stdout;
}

function free_port() {
  return new Promise((done, failed) => {
    const server = createServer();
    server.on("error", failed);
    server.listen(0, "127.0.0.1", () => { const { port } = server.address(); server.close(() => done(port)); });
  });
}

export class County {
  // `folder`: of a county that is there already (and stays); none: a new one, which end() removes.
  constructor(folder) {
    this.kept = Boolean(folder);
    this.folder = folder ?? mkdtempSync(join(process.env.E2E_DIR ?? (existsSync("/dev/shm") ? "/dev/shm" : tmpdir()), "jixiao-console-"));
    this.dir = folder ?? join(this.folder, "county");
    this.data = join(this.folder, "console");
    this.child = null;
  }

  async start(workers = 1) {
    mkdirSync(this.data, { recursive: true, mode: 0o700 });
    run(join(ROOT, "ops/local"), ["start", this.dir, "--workers", String(workers)], { JIXIAO_BUILD: BUILD });
  }

  jixiao(args, { key, home } = {}) {
    return run(join(BUILD, "bin/jixiao"), args, {
      JIXIAO_COUNTY: join(this.dir, "county/county.conf"), JIXIAO_RULES: join(ROOT, "ops/rules/standard"), LC_ALL: "C.UTF-8", LANGUAGE: "en",
      JIXIAO_KEY: key ?? join(this.dir, "county/admin.key"), JIXIAO_HOME: home ?? join(this.dir, "admin"),
    });
  }

  // A key of a unit, known to the county.
  key(name, unit, role) {
    const path = join(this.data, `${name}.key`);
    const printed = this.jixiao(["keygen", path, "--unit", unit]).trim();
    this.jixiao(["admin", "enrol", printed, "--unit", unit, "--role", role, "--name", name]);
    return path;
  }

  // Somebody who may sign in at the console.
  user(name, password, role, key) {
    run(join(BUILD, "bin/jixiao-console"), ["--data", this.data, "--add-user", name, "--role", role, "--key", key], {}, `${password}\n`);
  }

  load(table, text, ...more) {
    const path = join(this.folder, `${table}.csv`);
    writeFileSync(path, text);
    return this.jixiao(["admin", "load", table, path, ...more]);
  }

  async open_console() {
    const port = await free_port();
    const log = openSync(join(this.folder, "console.log"), "a");
    this.address = `http://127.0.0.1:${port}`;
    this.child = spawn(join(BUILD, "bin/jixiao-console"), ["--data", this.data, "--county", join(this.dir, "county/county.conf"), "--listen", `127.0.0.1:${port}`],
      { stdio: ["ignore", log, log] });
    this.child.on("exit", (code) => { this.ended = code ?? "a signal"; });
    await until(async () => {
      if (this.ended !== undefined) throw new Error(`the console ended: ${this.ended}\n${this.log()}`);
      return fetch(`${this.address}/api/session`).then((r) => r.ok, () => false);
    }, "the console answers", PATIENCE_MS);
    return this.address;
  }

  log() {
    return readFileSync(join(this.folder, "console.log"), "utf8").split("\n").slice(-30).join("\n");
  }

  async end() {
    if (this.child && this.ended === undefined) {
      this.child.kill("SIGTERM");
      await until(() => this.ended !== undefined, "the console ends", 20_000).catch(() => this.child.kill("SIGKILL"));
    }
    if (existsSync(join(this.dir, "run"))) run(join(ROOT, "ops/local"), ["stop", this.dir], { JIXIAO_BUILD: BUILD });
    if (!this.kept) rmSync(this.folder, { recursive: true, force: true });
  }
}
