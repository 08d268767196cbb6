import { type DiffReport, hasFailed, type ReportedFinding, type ReportedSurface } from "../report.ts";
import type { UnusedWaiver } from "../waivers/apply.ts";
import { agreement, comparedNames, sentenceOf, unusedSentence, WAIVER_UNUSED } from "./words.ts";

/** One case of a suite. */
interface Case {
  readonly name: string;
  readonly classname: string;
  readonly place?: { readonly file: string; readonly line: number } | undefined;
  readonly outcome: Outcome;
}

type Outcome =
  | { readonly kind: "failed"; readonly type: string; readonly message: string; readonly text: string }
  | { readonly kind: "skipped"; readonly message: string }
  | { readonly kind: "passed"; readonly text?: string };

/** A report as JUnit's XML: a suite a surface, a case a finding; waived ones are skipped. */
export function renderJunit(report: DiffReport): string {
  const suites = report.surfaces.map((surface) => suite(comparedNames(surface), casesOf(surface)));
  if (report.unused.length > 0)
    suites.push(
      suite(
        "waivers",
        report.unused.map((one) => unusedCase(one, report)),
      ),
    );
  const name = `bellwether contract diff: ${hasFailed(report) ? "fail" : "pass"}`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="${attribute(name)}">\n${suites.join("")}</testsuites>\n`;
}

function casesOf({ surface, findings }: ReportedSurface): readonly Case[] {
  const classname = `bellwether.contract.${surface}`;
  if (findings.length === 0) return [{ name: "nothing changed", classname, outcome: { kind: "passed" } }];
  return findings.map((finding) => ({
    name: `${finding.rule} ${finding.path} [${finding.fingerprint}]`,
    classname,
    place: finding.place,
    outcome: outcomeOf(finding),
  }));
}

function outcomeOf(finding: ReportedFinding): Outcome {
  const agreed = agreement(finding);
  if (finding.waiver !== undefined) return { kind: "skipped", message: `${sentenceOf(finding)}; ${agreed ?? ""}` };
  const { place, why, severity, rule, fails } = finding;
  const at = place === undefined ? [] : [`${place.file}:${place.line}:${place.column}`];
  const text = [sentenceOf(finding), ...(agreed === undefined ? [] : [agreed]), `why it matters: ${why}`, ...at].join(
    "\n",
  );
  if (!fails) return { kind: "passed", text: `${severity}: ${text}` };
  return { kind: "failed", type: rule, message: `${severity}: ${sentenceOf(finding)}`, text };
}

function unusedCase(one: UnusedWaiver, { failOnUnused }: DiffReport): Case {
  const text = unusedSentence(one);
  return {
    name: `${WAIVER_UNUSED} ${one.waiver.rule} [${one.waiver.fingerprint}]`,
    classname: "bellwether.contract.waivers",
    place: one.waiver.place,
    outcome: failOnUnused ? { kind: "failed", type: WAIVER_UNUSED, message: text, text } : { kind: "passed", text },
  };
}

function suite(name: string, cases: readonly Case[]): string {
  const count = (kind: Outcome["kind"]): number => cases.filter(({ outcome }) => outcome.kind === kind).length;
  const counts = `tests="${cases.length}" failures="${count("failed")}" errors="0" skipped="${count("skipped")}"`;
  return `  <testsuite name="${attribute(name)}" ${counts}>\n${cases.map(caseElement).join("")}  </testsuite>\n`;
}

function caseElement({ name, classname, place, outcome }: Case): string {
  const at = place === undefined ? "" : ` file="${attribute(place.file)}" line="${place.line}"`;
  const head = `    <testcase name="${attribute(name)}" classname="${attribute(classname)}" time="0"${at}`;
  switch (outcome.kind) {
    case "failed": {
      const { message, type, text } = outcome;
      return `${head}>\n      <failure message="${attribute(message)}" type="${attribute(type)}">${content(text)}</failure>\n    </testcase>\n`;
    }
    case "skipped":
      return `${head}>\n      <skipped message="${attribute(outcome.message)}"/>\n    </testcase>\n`;
    case "passed":
      if (outcome.text === undefined) return `${head}/>\n`;
      return `${head}>\n      <system-out>${content(outcome.text)}</system-out>\n    </testcase>\n`;
  }
}

/** What XML 1.0 does not allow, not even escaped (its section 2.2). */
// oxlint-disable-next-line no-control-regex
const FORBIDDEN = /[^\u0009\u000a\u000d\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** What XML takes and a terminal would obey. */
// oxlint-disable-next-line no-control-regex
const OBEYED = /[\u000d\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

function content(text: string): string {
  return text
    .replace(FORBIDDEN, "")
    .replace(/[&<>"]/g, (found) => ENTITIES[found] ?? found)
    .replace(OBEYED, (found) => `&#${found.charCodeAt(0)};`);
}

/** In an attribute, ends of lines would be read as blanks. */
function attribute(text: string): string {
  return content(text).replaceAll("\n", "&#10;").replaceAll("\t", "&#9;");
}
