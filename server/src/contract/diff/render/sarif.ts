import { plainJson } from "../../../core/plain-text.ts";
import { VERSION } from "../../../core/version.ts";
import type { Place } from "../../places.ts";
import { knownRule } from "../known-rules.ts";
import { type DiffReport, findingsOf, type ReportedFinding, type ReportedSurface } from "../report.ts";
import type { ChangeSeverity, RuleText } from "../rule.ts";
import type { UnusedWaiver } from "../waivers/apply.ts";
import { agreement, comparedNames, sentenceOf, unusedSentence, WAIVER_UNUSED } from "./words.ts";

type Level = "error" | "warning" | "note";
type Json = Readonly<Record<string, unknown>>;

const LEVELS: Readonly<Record<ChangeSeverity, Level>> = { breaking: "error", risky: "warning", safe: "note" };

const UNUSED_RULE: Json = {
  id: WAIVER_UNUSED,
  shortDescription: { text: "A waiver that waives nothing" },
  help: { text: "Take it away, or see whether it was meant for another finding." },
  defaultConfiguration: { level: "warning" },
};

/** A report as SARIF 2.1.0 (OASIS), for code scanning. */
export function renderSarif(report: DiffReport): string {
  const found = findingsOf(report);
  const rules = [...new Set(found.map(({ finding }) => finding.rule))].sort().flatMap((id) => knownRule(id) ?? []);
  const run = {
    tool: {
      driver: {
        name: "bellwether",
        semanticVersion: VERSION,
        rules: [...rules.map(descriptor), ...(report.unused.length > 0 ? [UNUSED_RULE] : [])],
      },
    },
    automationDetails: { id: "bellwether-contract-diff/" },
    columnKind: "utf16CodeUnits",
    results: [
      ...found.map(({ surface, finding }) => resultOf(finding, surface)),
      ...report.unused.map((one) => unusedResult(one, report)),
    ],
  };
  const document = { $schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [run] };
  return `${plainJson(JSON.stringify(document, null, 2))}\n`;
}

function descriptor({ id, subject, severity, why, incident, comply }: RuleText): Json {
  const help = [
    `Why it matters: ${why}.`,
    ...(incident === undefined ? [] : [`What happened: ${incident}.`]),
    `To comply: ${comply}.`,
  ];
  return {
    id,
    name: id,
    shortDescription: { text: `${id} (${subject})` },
    fullDescription: { text: why },
    help: { text: help.join("\n"), markdown: help.join("\n\n") },
    defaultConfiguration: { level: LEVELS[severity] },
    properties: { tags: ["contract", subject], severity },
  };
}

function resultOf(finding: ReportedFinding, surface: ReportedSurface): Json {
  const { rule, severity, fingerprint, path, role, place, waiver, audiences } = finding;
  const agreed = agreement(finding);
  const text = agreed === undefined ? sentenceOf(finding) : `${sentenceOf(finding)} (${agreed})`;
  return {
    ruleId: rule,
    level: LEVELS[severity],
    message: { text: wellFormed(text) },
    locations: [locationOf(place, `${surface.surface}: ${path}`)],
    partialFingerprints: { "bellwether/v1": `${surface.surface}:${fingerprint}` },
    ...(waiver === undefined
      ? {}
      : { suppressions: [{ kind: "external", status: "accepted", justification: wellFormed(agreed ?? "") }] }),
    properties: {
      compared: comparedNames(surface),
      surface: surface.surface,
      severity,
      ...(role === undefined ? {} : { role }),
      ...(audiences === undefined ? {} : { audiences }),
    },
  };
}

function unusedResult(one: UnusedWaiver, { failOnUnused }: DiffReport): Json {
  const { fingerprint, rule, place, surface = "" } = one.waiver;
  return {
    ruleId: WAIVER_UNUSED,
    level: failOnUnused ? "error" : "warning",
    message: { text: wellFormed(unusedSentence(one)) },
    locations: [locationOf(place, rule)],
    partialFingerprints: { "bellwether/v1": `waiver:${surface}:${fingerprint}` },
  };
}

function locationOf(place: Place | undefined, name: string): Json {
  const logicalLocations = [{ fullyQualifiedName: wellFormed(name), kind: "member" }];
  if (place === undefined) return { logicalLocations };
  const region = { startLine: place.line, startColumn: place.column };
  return { physicalLocation: { artifactLocation: artifact(place.file), region }, logicalLocations };
}

/** A file below the working folder is relative to the repository; any other is an address of its own. */
function artifact(file: string): Json {
  const uri = wellFormed(file).split("/").map(encodeURIComponent).join("/");
  if (file.startsWith("/")) return { uri: `file://${uri}` };
  return /^[A-Za-z]:\//.test(file) ? { uri: `file:///${uri}` } : { uri, uriBaseId: "%SRCROOT%" };
}

/** Half of a surrogate pair cannot be in UTF-8. */
function wellFormed(text: string): string {
  return text.toWellFormed();
}
