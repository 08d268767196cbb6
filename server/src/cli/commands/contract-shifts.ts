import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { buildCommand } from "@stricli/core";
import type { Observation } from "../../contract/learn/observation.ts";
import { renderShifts } from "../../contract/shifts/render-text.ts";
import { type ShiftReport, shiftsOf } from "../../contract/shifts/shifts.ts";
import { observationOf } from "../../session/observe-request.ts";
import { apiClient } from "../api-client.ts";
import { type CliContext, EXIT, guarded, usageError } from "../context.ts";
import { apiFlags, type ApiFlags } from "../flags.ts";
import { trafficIn } from "../traffic-source.ts";

interface ShiftFlags extends ApiFlags {
  readonly since: string;
  readonly where?: string;
  readonly sessions: number;
  readonly synthetic: boolean;
}

/** `bellwether contract shifts`: what a client's releases send by default, and where that changed. */
export const shifts = buildCommand<ShiftFlags, string[], CliContext>({
  docs: {
    brief: "What each release of a client sends by default otherwise than the one before",
    fullDescription: `Compare the releases of each client by the first requests of their sessions: model, effort, thinking, context edits, tokens, betas, tools, prompt sections. No contract and no label is needed; findings have the names of the rules of contract diff. Without files: of what is recorded.

Of records, texts are compared by their digests; traffic files have them whole, line by line.

Examples
  bellwether contract shifts --since 14d
  bellwether contract shifts --where 'client=claude-code audience=pro'
  bellwether contract shifts traffic/*.jsonl --json

Exit codes: 0 nothing changed, 1 something did, 2 too little was seen to say, 3 it could not be told.`,
  },
  parameters: {
    flags: {
      ...apiFlags,
      since: { kind: "parsed", parse: String, default: "30d", brief: "Recorded at or after", placeholder: "TIME" },
      where: { kind: "parsed", parse: String, optional: true, brief: "Conditions over records", placeholder: "QUERY" },
      sessions: {
        kind: "parsed",
        parse: atLeastTwo,
        default: "2",
        brief: "Sessions of a release without which it is not compared",
        placeholder: "N",
      },
      synthetic: { kind: "boolean", default: false, brief: "Lab, test and probe traffic too" },
    },
    positional: { kind: "array", parameter: { brief: "Traffic file", parse: String, placeholder: "files" } },
  },
  async func(flags, ...files) {
    await guarded(this, flags.json, async () => {
      const report = files.length > 0 ? await ofFiles(files, flags.sessions) : await ofRecords(flags, this.colour);
      this.process.stdout.write(flags.json ? `${JSON.stringify(report)}\n` : renderShifts(report));
      if (report.shifts.length > 0) return EXIT.fail;
      return report.tooFew.length > 0 ? EXIT.inconclusive : EXIT.pass;
    });
  },
});

function atLeastTwo(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 2) return number;
  throw new Error("must be a whole number of at least 2");
}

async function ofFiles(files: readonly string[], sessions: number): Promise<ShiftReport> {
  const observations: Observation[] = [];
  for (const file of files) {
    if (!existsSync(file)) throw usageError(`there is no traffic file ${file}`);
    for await (const read of trafficIn(resolve(file))) if (read.ok) observations.push(observationOf(read.request));
  }
  if (observations.length === 0) throw usageError(`${files.join(", ")}: no request that asks a model`);
  const report = shiftsOf(observations, { sessions, now: Date.now() });
  if (report.unnamed === observations.length)
    throw usageError(`${files.join(", ")}: no request is of a client that is known by its user-agent, with a version`);
  return report;
}

async function ofRecords(flags: ShiftFlags, colour: boolean): Promise<ShiftReport> {
  const { since, where, sessions, synthetic } = flags;
  const params = new URLSearchParams({
    since,
    sessions: String(sessions),
    synthetic: String(synthetic),
    ...(where === undefined ? {} : { where }),
  });
  return (await apiClient(flags, colour).call("GET", `/api/v1/shifts?${params}`)) as ShiftReport;
}
