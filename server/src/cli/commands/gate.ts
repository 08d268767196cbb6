import { buildCommand } from "@stricli/core";
import { renderGate } from "../../quality/gate/render.ts";
import { type GateReport, gateReport } from "../../quality/gate/report.ts";
import { resultLine } from "../../quality/gate/result-line.ts";
import { type Side, SuiteResults } from "../../quality/gate/suite-results.ts";
import type { Claim } from "../../quality/statistics/paired-gate.ts";
import { type CliContext, EXIT, guarded, usageError } from "../context.ts";
import { Progress } from "../progress.ts";
import { recordFile } from "../record-file.ts";
import { answerIn, checkMargins, type DecisionFlags, decisionFlags, namesOf, numberIn } from "../statistics-flags.ts";

interface GateFlags extends DecisionFlags {
  readonly fromResults?: string;
  readonly margin: number;
  readonly harm?: number;
  readonly claim: Claim;
  readonly seed: number;
  readonly by?: readonly string[];
  readonly onInconclusive: "fail" | "pass" | "report";
}

/** `bellwether gate`: whether a suite's results let a candidate ship. */
export const gateCommand = buildCommand<GateFlags, string[], CliContext>({
  docs: {
    brief: "Whether a suite's results under two versions let the candidate ship",
    fullDescription: `Decide on the results of the same scenarios under two versions, pair by pair in random order, and say how many of them were needed.

A line is JSON: {"scenario","repeat","value","cluster"?,"output_digest"?,"attrs"?}, or a row of CSV with these columns, where every other column is an attribute. Repeats of a scenario are averaged. Answers with the same output_digest have to have the same score; where they have not it is the scorer that changed, and baseline's score is taken for both.

The claim "suite" is about these scenarios, had all been run; "product" is about new answers too, and may say that too little was seen.

Examples
  bellwether gate --from-results base.jsonl candidate.jsonl
  bellwether gate --from-results base.csv candidate.csv --margin 0.02 --claim product
  bellwether gate --from-results base.jsonl candidate.jsonl --by difficulty --json

Exit codes: 0 pass, 1 fail, 2 inconclusive, 3 it could not be told.`,
  },
  parameters: {
    flags: {
      ...decisionFlags,
      fromResults: {
        kind: "parsed",
        parse: String,
        optional: true,
        brief: "Results of the baseline",
        placeholder: "BASE",
      },
      margin: {
        kind: "parsed",
        parse: numberIn(1e-6, 1, "--margin"),
        default: "0.03",
        brief: "The loss that passing rules out",
        placeholder: "LOSS",
      },
      harm: {
        kind: "parsed",
        parse: numberIn(0, 1, "--harm"),
        optional: true,
        brief: "The loss above which it fails (default: a third of the margin)",
        placeholder: "LOSS",
      },
      claim: {
        kind: "enum",
        values: ["suite", "product"],
        default: "suite",
        brief: "Of what it speaks: these results, or new answers too",
      },
      seed: {
        kind: "parsed",
        parse: numberIn(0, 2 ** 32 - 1, "--seed"),
        default: "1",
        brief: "Of the random order",
        placeholder: "N",
      },
      by: {
        kind: "parsed",
        parse: namesOf,
        optional: true,
        brief: "Attributes to look for cohorts in (default: all that scenarios have)",
        placeholder: "A,B",
      },
      onInconclusive: {
        kind: "enum",
        values: ["report", "fail", "pass"],
        default: "report",
        brief: "What an inconclusive gate exits with: 2, 1 or 0",
      },
    },
    positional: {
      kind: "array",
      parameter: { brief: "Results of the candidate", parse: String, placeholder: "CAND" },
    },
  },
  async func(flags, ...files) {
    await guarded(this, flags.json, async () => {
      const [candidate, ...more] = files;
      if (flags.fromResults === undefined || candidate === undefined || more.length > 0)
        throw usageError("name the results of both: bellwether gate --from-results BASE CAND");
      const { margin, harm = flags.margin / 3, alpha, claim, seed } = flags;
      checkMargins(margin, harm);
      const results = new SuiteResults();
      const attributes = new Set<string>();
      const read = async (side: Side, path: string): Promise<void> => {
        const { file, done } = await recordFile(path, new Progress(this));
        try {
          await file.read("results", (record) => {
            const line = resultLine(record, flags.scale);
            results.add(side, line);
            for (const name in line.attributes) attributes.add(name);
          });
        } finally {
          done();
        }
      };
      await read("baseline", flags.fromResults);
      await read("candidate", candidate);
      const by = flags.by ?? [...attributes];
      const report = gateReport(results, { margin, harm, alpha, claim, by }, seed);
      this.process.stdout.write(
        answerIn(
          flags,
          report,
          () => [rowOf(report)],
          () => renderGate(report),
        ),
      );
      if (report.verdict === "inconclusive" && flags.onInconclusive !== "report") return EXIT[flags.onInconclusive];
      return EXIT[report.verdict];
    });
  },
});

function rowOf(report: GateReport): Readonly<Record<string, unknown>> {
  return {
    verdict: report.verdict,
    pairs: report.pairs,
    of: report.of,
    estimate: report.estimate,
    low: report.interval[0],
    high: report.interval[1],
    cohort: report.cohort?.name,
    evidence_harm: report.evidence.harm,
    evidence_margin: report.evidence.margin,
    scorer_changes: report.scorer_changes.length,
  };
}
