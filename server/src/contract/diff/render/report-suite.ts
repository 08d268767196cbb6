import * as fc from "fast-check";
import { type DiffReport, type FailOn, reportOf, type ReportedFinding } from "../report.ts";
import { CHANGE_SEVERITIES } from "../rule.ts";
import { RULES } from "../rules.ts";
import { versionOf } from "../rule-suite.ts";
import { diffSurfaces } from "../surfaces.ts";
import type { Waiver } from "../waivers/document.ts";

const NOW = Date.parse("2026-01-01T00:00:00Z");

/** What a test says of a report. */
export interface Sample {
  readonly failOn?: FailOn;
  readonly failOnUnused?: boolean;
  /** Makes waivers of the findings' rules. */
  readonly waived?: readonly (Pick<Waiver, "rule"> & Partial<Waiver>)[];
}

/** A report of two small contracts, each finding at a line of its own in `contracts/helper.yaml`. */
export function sampleReport(before: string, after: string, sample: Sample = {}): DiffReport {
  const compared = diffSurfaces([versionOf(before)], [versionOf(after, "1.1.0")], { now: NOW });
  const findings = compared.flatMap((one) => one.findings);
  const waivers = (sample.waived ?? []).map((one, index): Waiver => {
    const fingerprint = findings.find(({ rule }) => rule === one.rule)?.fingerprint ?? "000000000000";
    const place = { file: "bellwether.waivers.yaml", line: index + 1, column: 3 };
    return { fingerprint, owner: "ana", reason: "agreed with support", expires: "2026-06-30", place, ...one };
  });
  return reportOf(compared, {
    many: false,
    waivers,
    waiversFile: "bellwether.waivers.yaml",
    failOn: sample.failOn ?? "breaking",
    failOnUnused: sample.failOnUnused ?? false,
    profile: "economics",
    now: NOW,
    placeOf: ({ fingerprint }) => {
      const line = findings.findIndex((finding) => finding.fingerprint === fingerprint) + 1;
      return { file: "contracts/helper.yaml", line, column: 3 };
    },
  });
}

/** A breaking, a risky and a safe change, one of them of a prompt. */
export const BEFORE = `reasoning: { effort: high }
system: [{ id: tone, text: "Be kind.\\nAnswer in full sentences.\\n" }]
economics: { input_per_mtok: 5 }
`;

/** What `BEFORE` becomes. */
export const AFTER = `reasoning: { effort: low }
system: [{ id: tone, text: "Be kind.\\nAnswer in short sentences.\\n" }]
economics: { input_per_mtok: 4 }
`;

/** What would break out of one format or another, and any other text. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "::error::",
        "\n",
        "\r\n",
        "|",
        "```",
        "~~~",
        "`",
        "]]>",
        "<!--",
        "</details>",
        "<script>",
        "&amp;",
      ),
      fc.constantFrom(
        "\u001b[31m",
        "\u0000",
        "\ufffe",
        "\ud800",
        "\u202e",
        "\u2028",
        "%0A",
        "%",
        ",title=",
        "@all",
        "\\",
      ),
      fc.constantFrom("日本語", "👩‍👩‍👧", "#1", "- a", "{-", "http://x.example", " ", "\t"),
      fc.string({ unit: "binary" }),
    ),
  )
  .map((parts) => parts.join(""));

const hostileFinding: fc.Arbitrary<ReportedFinding> = fc
  .record({
    rule: fc.constantFrom(...RULES),
    severity: fc.constantFrom(...CHANGE_SEVERITIES),
    text: fc.array(hostile, { minLength: 7, maxLength: 7 }),
    fails: fc.boolean(),
    agreed: fc.constantFrom("waiver", "expired", undefined),
    sides: fc.constantFrom("both", "before", "after"),
    placed: fc.boolean(),
  })
  .map(({ rule, severity, text, fails, agreed, sides, placed }): ReportedFinding => {
    const [path = "", message = "", before = "", after = "", owner = "", reason = "", file = ""] = text;
    const place = { file, line: 2, column: 1 };
    const fingerprint = "0123456789ab";
    const waiver: Waiver = { fingerprint, rule: rule.id, owner, reason, expires: "2026-06-30", place };
    return {
      rule: rule.id,
      subject: rule.subject,
      severity,
      bump: "major",
      fingerprint,
      path,
      message,
      why: rule.why,
      ...(sides === "after" ? {} : { before }),
      ...(sides === "before" ? {} : { after }),
      ...(placed ? { place } : {}),
      ...(agreed === undefined ? {} : { [agreed]: waiver }),
      fails: fails && agreed !== "waiver",
    };
  });

/** Reports whose every text may be anything at all. */
export const hostileReport: fc.Arbitrary<DiffReport> = fc
  .record({
    findings: fc.array(hostileFinding, { maxLength: 4 }),
    texts: fc.tuple(hostile, hostile, hostile),
    many: fc.boolean(),
    failOnUnused: fc.boolean(),
  })
  .map(({ findings, texts: [owner, why, waiversFile], many, failOnUnused }): DiffReport => {
    const place = { file: waiversFile, line: 1, column: 1 };
    const rule = "MODEL_CHANGED";
    const waiver: Waiver = { fingerprint: "000000000000", rule, owner, reason: why, expires: "2026-01-01", place };
    const surface = { surface: "helper", before: "helper@1.0.0", after: "helper@2.0.0", bump: "major" as const };
    const surfaces = [
      { ...surface, findings },
      { surface: "other", before: "other@1.0.0", findings: [] },
    ];
    const common = { failOn: "breaking" as const, failOnUnused, waiversFile, now: NOW };
    return { ...common, many, surfaces: many ? surfaces : surfaces.slice(0, 1), unused: [{ waiver, why }] };
  });
