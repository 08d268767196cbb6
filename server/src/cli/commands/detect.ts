import { buildCommand } from "@stricli/core";
import { Detection } from "../../quality/detection/detection.ts";
import { IntervalPass, type IntervalWanted } from "../../quality/detection/interval-pass.ts";
import { PostEntries } from "../../quality/detection/post-entries.ts";
import { renderDetection } from "../../quality/detection/render.ts";
import { type DetectionResult, detectionResult, intervalsWanted } from "../../quality/detection/result.ts";
import { whomeverErrorsTook } from "../../quality/detection/selection.ts";
import type { ShareReading } from "../../quality/detection/share-reading.ts";
import { StreamCensus, type StreamFacts } from "../../quality/detection/stream-census.ts";
import { comparisonLine, type LineRecord, scaleFor, type StreamLine } from "../../quality/detection/stream-line.ts";
import type { Interval } from "../../quality/statistics/drop-interval.ts";
import { type CliContext, EXIT, guarded } from "../context.ts";
import { Progress } from "../progress.ts";
import { type RecordFile, recordFile } from "../record-file.ts";
import { answerIn, checkMargins, type DecisionFlags, decisionFlags, namesOf, numberIn } from "../statistics-flags.ts";

interface DetectFlags extends DecisionFlags {
  readonly margin: number;
  readonly harm: number;
  readonly signal?: string;
  readonly by?: readonly string[];
  readonly post?: readonly string[];
  readonly given?: readonly string[];
  readonly p?: ShareReading;
}

/** `bellwether detect`: whether a candidate is worse than the baseline that ran beside it. */
export const detectCommand = buildCommand<DetectFlags, [string], CliContext>({
  docs: {
    brief: "Whether a candidate is worse than the baseline that ran beside it, unit by unit",
    fullDescription: `Compare the two arms of an experiment or a rollout from a stream of outcomes. The verdict holds however often it is looked at: fail as soon as a drop above harm is shown, over all units or in a cohort; pass at the end where a drop as large as the margin is ruled out; else inconclusive.

A line is JSON: {"unit","arm":"baseline"|"candidate","p","value","signal"?,"t"?,"attrs"?}, or a row of CSV with these columns, where every other column is an attribute. A unit is what was randomised, and p the probability of its arm when it was. Files that end in .gz are unpacked, and - is the standard input.

Attributes of --by were fixed before the arm could act (plan, client, country): every value and every pair of them is a cohort. Those of --post came to be afterwards (idle for an hour, compacted): a unit is in such a cohort from the line on that has it, and the arms are tested for who gets there.

Examples
  bellwether detect outcomes.jsonl --signal resolved --margin 0.03
  bellwether detect outcomes.csv --by plan,client --post idle_hour --harm 0.01
  bellwether detect latency.jsonl --scale 30000,200,log

Exit codes: 0 pass, 1 fail (roll back), 2 inconclusive, 3 it could not be told.`,
  },
  parameters: {
    flags: {
      ...decisionFlags,
      margin: {
        kind: "parsed",
        parse: numberIn(1e-6, 1, "--margin"),
        default: "0.03",
        brief: "The drop that passing rules out",
        placeholder: "DROP",
      },
      harm: {
        kind: "parsed",
        parse: numberIn(0, 1, "--harm"),
        default: "0",
        brief: "The drop above which evidence fails",
        placeholder: "DROP",
      },
      signal: { kind: "parsed", parse: String, optional: true, brief: "Only this signal", placeholder: "S" },
      by: {
        kind: "parsed",
        parse: namesOf,
        optional: true,
        brief: "Attributes to look for cohorts in",
        placeholder: "A,B",
      },
      post: {
        kind: "parsed",
        parse: namesOf,
        optional: true,
        brief: "Attributes that the candidate may have changed",
        placeholder: "C,D",
      },
      given: {
        kind: "parsed",
        parse: namesOf,
        optional: true,
        brief: "Attributes that foretell outcomes: what they explain needs no units to be told from noise",
        placeholder: "E,F",
      },
      p: {
        kind: "enum",
        values: ["own", "candidate"],
        optional: true,
        brief: "Whose probability p is (default: as the arms show it)",
      },
    },
    positional: {
      kind: "tuple",
      parameters: [{ brief: "The stream, or - for the standard input", parse: String, placeholder: "STREAM" }],
    },
  },
  async func(flags, path) {
    await guarded(this, flags.json, async () => {
      checkMargins(flags.margin, flags.harm);
      const { file, done } = await recordFile(path, new Progress(this));
      try {
        const result = await detect(file, flags);
        this.process.stdout.write(
          answerIn(
            flags,
            result,
            () => [rowOf(result)],
            () => renderDetection(result),
          ),
        );
        return EXIT[result.verdict];
      } finally {
        done();
      }
    });
  },
});

function rowOf(result: DetectionResult): Readonly<Record<string, unknown>> {
  return {
    verdict: result.verdict,
    signal: result.signal,
    units: result.units,
    estimate: result.estimate,
    low: result.interval?.[0],
    high: result.interval?.[1],
    cohort: result.cohort?.name,
    evidence_harm: result.evidence.harm,
    evidence_margin: result.evidence.margin,
  };
}

/** Reads a stream for what it is, for what came out, and for how sure that is. */
async function detect(file: RecordFile, flags: DetectFlags): Promise<DetectionResult> {
  const post = flags.post ?? [];
  const census = new StreamCensus({
    pre: flags.by ?? [],
    post,
    given: flags.given ?? [],
    ...(flags.signal === undefined ? {} : { signal: flags.signal }),
    ...(flags.p === undefined ? {} : { reading: flags.p }),
  });
  await file.read("who", (record, line) => census.add(lineOf(record, flags), line));
  const facts = census.facts();
  const options = whomeverErrorsTook(flags, facts);
  const entries = post.length === 0 ? undefined : new PostEntries(facts, post);
  if (entries !== undefined) await file.read("who is where", (record) => entries.add(lineOf(record, flags)));
  const detection = new Detection(facts, options, post, entries);
  await file.read("what", (record) => detection.add(lineOf(record, flags)));
  const wanted = intervalsWanted(detection);
  const intervals = await intervalsOf(file, flags, facts, post, wanted);
  const byStream = (stream: number) =>
    wanted.flatMap((one, index) => (one.stream === stream ? [[one.signal, intervals[index]] as const] : []));
  const signals = new Map(
    byStream(0).flatMap(([name, interval]) => (interval === undefined ? [] : [[name, interval] as const])),
  );
  const cohort = intervals[wanted.findIndex(({ stream }) => stream !== 0)];
  return detectionResult(detection, facts, options, { signals, ...(cohort === undefined ? {} : { cohort }) });
}

function lineOf(record: LineRecord, { signal, scale }: DetectFlags): StreamLine {
  return comparisonLine(record, scaleFor(record, signal, scale));
}

async function intervalsOf(
  file: RecordFile,
  flags: DetectFlags,
  facts: StreamFacts,
  post: readonly string[],
  wanted: readonly IntervalWanted[],
): Promise<readonly Interval[]> {
  const found: Interval[] = [];
  for (const signal of new Set(wanted.map((one) => one.signal))) {
    const pass = new IntervalPass(
      facts,
      { post, given: flags.given ?? [] },
      wanted.filter((one) => one.signal === signal),
      flags.alpha,
    );
    await file.read("how sure", (record) => pass.add(lineOf(record, flags)));
    found.push(...pass.intervals);
  }
  return found;
}
