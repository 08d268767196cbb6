import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { availableParallelism } from "node:os";
import { buildCommand } from "@stricli/core";
import { replayFiles } from "../../lab/replay/render-page.ts";
import { renderReplay } from "../../lab/replay/render-text.ts";
import { replayNamed, REPLAYS } from "../../lab/replay/replays.ts";
import { replayed } from "../../processes/lab-replay/replay.ts";
import { type CliContext, EXIT, guarded, usageError } from "../context.ts";
import { numberIn } from "../statistics-flags.ts";

interface ReplayFlags {
  readonly seed: string;
  readonly sessions: number;
  readonly threads?: number;
  readonly write?: string;
  readonly json: boolean;
}

/** More would only stand in each other's way: the pieces of a replay are few. */
const MOST_THREADS = 8;

/** `bellwether lab replay`: what of some weeks would have been seen, by whom and when. */
export const labReplayCommand = buildCommand<ReplayFlags, [string], CliContext>({
  docs: {
    brief: "Play an incident's weeks in the lab: what would have been seen, by what, and when",
    fullDescription: `Play some weeks of the lab's product, with the changes that an incident brought and without them, through a gateway in this process, in a time that is played. What is found is found by the same parts as everywhere: the diff of the contracts, conformance of soak sessions, the invariants of each request, and monitors of each signal.

Examples
  bellwether lab replay april-2026
  bellwether lab replay april-2026 --seed 2 --sessions 40 --json
  bellwether lab replay april-2026 --write docs

Exit codes: 0 it was played, 3 it could not be.`,
  },
  parameters: {
    flags: {
      seed: {
        kind: "parsed",
        parse: String,
        default: "1",
        brief: "Everything that is drawn comes from it",
        placeholder: "TEXT",
      },
      sessions: {
        kind: "parsed",
        parse: numberIn(1, 10_000, "--sessions"),
        default: "20",
        brief: "Sessions that begin on each day",
        placeholder: "N",
      },
      threads: {
        kind: "parsed",
        parse: numberIn(1, 64, "--threads"),
        optional: true,
        brief: "Threads that play; what is found does not depend on it",
        placeholder: "N",
      },
      write: {
        kind: "parsed",
        parse: String,
        optional: true,
        brief: "Also write replay.md, and its plots and JSON under benchmarks, into this folder",
        placeholder: "DIR",
      },
      json: { kind: "boolean", default: false, brief: "Answer in JSON" },
    },
    positional: { kind: "tuple", parameters: [{ brief: "The replay", parse: String, placeholder: "name" }] },
  },
  async func({ seed, sessions, threads, write, json }, name) {
    await guarded(this, json, async () => {
      const incident = replayNamed(name);
      if (incident === undefined)
        throw usageError(`there is no replay "${name}"; there are ${REPLAYS.map((one) => one.name).join(", ")}`);
      const { isTTY = false } = this.process.stderr as { readonly isTTY?: boolean };
      const report = await replayed(incident, {
        seed,
        perDay: Math.round(sessions),
        threads: threads === undefined ? Math.min(MOST_THREADS, availableParallelism()) : Math.round(threads),
        catalogue: true,
        ...(isTTY
          ? {
              progress: (part: number) =>
                this.process.stderr.write(part === 1 ? "\r\u001b[K" : `\r${Math.round(100 * part)} %\u001b[K`),
            }
          : {}),
      });
      if (write !== undefined) writeAll(resolve(write), replayFiles(report));
      this.process.stdout.write(json ? `${JSON.stringify(report)}\n` : renderReplay(report));
      return EXIT.pass;
    });
  },
});

function writeAll(folder: string, files: ReadonlyMap<string, string>): void {
  mkdirSync(join(folder, "benchmarks"), { recursive: true });
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
}
