import { spawn } from "node:child_process";

/** Runs a script of this package to its end. @param live whether what it says is shown as it comes. */
function script(name: string, live: boolean): Promise<{ readonly code: number; readonly said: string }> {
  return new Promise((done) => {
    const child = spawn("npm", ["run", "--silent", name], { stdio: ["ignore", "pipe", "pipe"] });
    const said: string[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => {
        if (live) process.stdout.write(chunk);
        else said.push(chunk.toString());
      });
    child.once("close", (code) => done({ code: code ?? 1, said: said.join("") }));
  });
}

// Tests of the whole wait for their processes more than they work: others run beside them on another core, and what
// those say is shown when they are over, as two that speak at once are not understood.
const [beside = "", whole = ""] = process.argv.slice(2);
const [other, shown] = await Promise.all([script(beside, false), script(whole, true)]);
process.stdout.write(other.said);
for (const [name, { code }] of [
  [beside, other],
  [whole, shown],
] as const)
  if (code !== 0) process.stderr.write(`npm run ${name} failed\n`);
process.exitCode = Math.max(other.code, shown.code);
