#!/usr/bin/env node
// Bellwether runs on Bun, which npm installs beside it; this finds that Bun and hands over.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);
const main = join(dirname(fileURLToPath(import.meta.url)), "..", "src", "main.ts");

function findBun() {
  if (process.versions.bun) return process.execPath;
  try {
    return join(dirname(require.resolve("bun/package.json")), "bin", "bun.exe");
  } catch {
    process.stderr.write("bellwether: the npm package bun is not installed beside bellwether; run npm install again\n");
    process.exit(3);
  }
}

const child = spawn(findBun(), [main, ...process.argv.slice(2)], { stdio: "inherit" });
// The child gets the terminal's signals by itself; a signal to this process alone is handed on.
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("error", (error) => {
  process.stderr.write(`bellwether: Bun could not be started: ${error.message}\n`);
  process.exit(3);
});
child.on("exit", (code, signal) => process.exit(code ?? (signal === null ? 3 : 130)));
