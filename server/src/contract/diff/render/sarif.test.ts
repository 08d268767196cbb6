import { describe, expect, test } from "bun:test";
import { Ajv } from "ajv";
import fc from "fast-check";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { AFTER, BEFORE, hostileReport, sampleReport } from "./report-suite.ts";
import { renderSarif } from "./sarif.ts";

/**
 * The schema that code scanning uses, as @microsoft/jest-sarif (MIT) carries it. It is of an
 * early draft of JSON Schema, but has nothing that later ones read otherwise but its two names.
 */
function schema(): object {
  const file = join(import.meta.dirname, "fixtures", "sarif-2.1.0-rtm.5.json");
  const { $schema: _, id: __, ...rest } = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
  return rest;
}

const ajv = new Ajv({
  strict: false,
  unicodeRegExp: false,
  formats: {
    uri: (text: string) => URL.canParse(text),
    "uri-reference": (text: string) => URL.canParse(text, "file:///") && !/[\s<>"{}|\\^`]/.test(text),
    "date-time": true,
  },
});
const isValid = ajv.compile(schema());

interface Log {
  readonly runs: readonly [
    {
      readonly tool: {
        readonly driver: {
          readonly rules: readonly { readonly id: string; readonly help: { readonly text: string } }[];
        };
      };
      readonly results: readonly Result[];
    },
  ];
}
interface Result {
  readonly ruleId: string;
  readonly level: string;
  readonly locations: readonly unknown[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
  readonly suppressions?: readonly { readonly justification: string }[];
}

/** A log, once the schema of SARIF has nothing against it. */
function log(text: string): Log {
  const document = JSON.parse(text) as Log;
  if (!isValid(document)) throw new Error(JSON.stringify(isValid.errors));
  return document;
}

describe("a report as SARIF", () => {
  test("is valid, with a result a finding, at its place", () => {
    const [{ results }] = log(renderSarif(sampleReport(BEFORE, AFTER))).runs;
    expect(results.map(({ ruleId, level }) => [ruleId, level])).toEqual([
      ["REASONING_EFFORT_LOWERED", "error"],
      ["VERSION_NOT_BUMPED", "error"],
      ["SYSTEM_PROMPT_CHANGED", "warning"],
      ["PRICE_LOWERED", "note"],
    ]);
    expect(results[0]?.locations).toMatchObject([
      {
        physicalLocation: {
          artifactLocation: { uri: "contracts/helper.yaml", uriBaseId: "%SRCROOT%" },
          region: { startLine: 1, startColumn: 3 },
        },
      },
    ]);
    expect(results[0]?.partialFingerprints["bellwether/v1"]).toMatch(/^helper:[0-9a-f]{12}$/);
  });

  test("explains each rule that a result is of: why, what happened, how to comply", () => {
    const [{ tool, results }] = log(renderSarif(sampleReport(BEFORE, AFTER))).runs;
    const { rules } = tool.driver;
    expect(rules.map(({ id }) => id).sort()).toEqual(results.map(({ ruleId }) => ruleId).sort());
    const help = rules.find(({ id }) => id === "REASONING_EFFORT_LOWERED")?.help.text ?? "";
    for (const part of ["Why it matters: ", "What happened: ", "To comply: "]) expect(help).toContain(part);
  });

  test("suppresses what is waived, with the reason, and shows what waives nothing", () => {
    const waived = [{ rule: "VERSION_NOT_BUMPED" }, { rule: "TOOL_REMOVED" }];
    const [{ results }] = log(renderSarif(sampleReport(BEFORE, AFTER, { waived }))).runs;
    const suppressed = results.filter(({ suppressions }) => suppressions !== undefined);
    expect(suppressed.map(({ ruleId, suppressions }) => [ruleId, suppressions?.[0]?.justification])).toEqual([
      ["VERSION_NOT_BUMPED", "waived by ana until 2026-06-30: agreed with support"],
    ]);
    expect(results.at(-1)).toMatchObject({ ruleId: "WAIVER_UNUSED", level: "warning" });
  });

  test("is valid, whatever the texts", () => {
    fc.assert(
      fc.property(hostileReport, (report) => {
        const [{ results }] = log(renderSarif(report)).runs;
        const findings = report.surfaces.flatMap((surface) => surface.findings);
        expect(results).toHaveLength(findings.length + report.unused.length);
      }),
    );
  });
});
