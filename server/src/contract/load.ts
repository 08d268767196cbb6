import { canonicalDigest } from "../core/jcs.ts";
import { checkDocument } from "./checks.ts";
import type { Contract, ResolvedDocument } from "./contract.ts";
import { type ContractDocument, contractDocument, FIXED_KEYS, writtenDocument } from "./document.ts";
import { type FileReader, inlineFiles } from "./inline.ts";
import { freeze, isMapping, overlay } from "./merge.ts";
import { asWritten, MAIN_ROLE, mixedForms, toOneForm } from "./one-form.ts";
import { type Finding, formatPath, type Path, type Problem } from "./problem.ts";
import { expandRoles } from "./roles.ts";
import { parseSource } from "./source.ts";
import { NotUtf8 } from "./utf8-text.ts";
import { validate } from "./validate.ts";

/** A contract, or everything that is wrong with it. */
export type LoadResult =
  | { readonly ok: true; readonly contract: Contract }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Stands in for what every contract needs, so that the rest of one that lacks it is checked too. */
const STAND_IN = { bellwether: 1, surface: "unnamed", version: "0.0.0", mode: "verify" };

/** Reads a contract's file and the files that it names. */
export function loadContract(file: string, read: FileReader): LoadResult {
  let text: string | undefined;
  let message = "there is no such file";
  let place = { line: 1, column: 1 };
  try {
    text = read(file);
  } catch (cause) {
    message = `it cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`;
    if (cause instanceof NotUtf8) place = { line: cause.line, column: cause.column };
  }
  if (text === undefined) return { ok: false, problems: [{ file, ...place, path: "", message }] };
  return parseContract(file, text, read);
}

/**
 * Reads a contract from its text: YAML or JSON, then its schema, the rules that a schema cannot
 * say, the same for each audience, and the files that it names. All problems come at once, in the
 * order of the file.
 */
export function parseContract(file: string, text: string, read: FileReader): LoadResult {
  const source = parseSource(file, text);
  const problems: Problem[] = [...source.problems];
  if (!source.whole || !isMapping(source.value)) {
    if (problems.length === 0) {
      const message = "a contract is a mapping of keys to values, and this file holds none";
      problems.push({ file, line: 1, column: 1, path: "", message });
    }
    return { ok: false, problems };
  }

  const written = validate(writtenDocument, source.value, STAND_IN);
  const { value: raw, lifted } = toOneForm(source.value);
  const base = document(raw);
  const findings = [...written.findings, ...mixedForms(source.value), ...base.findings];
  const place = (finding: Finding): Problem => {
    const path = asWritten(finding.path);
    return source.place(lifted && !source.has(finding.path) ? { ...finding, path } : finding);
  };
  problems.push(...distinct(findings).map(place));

  const inlined = inlineFiles({ ...base.document }, file, read);
  problems.push(...inlined.findings.map(place), ...inlined.problems);

  const audiences: Record<string, Readonly<Record<string, unknown>>> = {};
  const overlays = isMapping(source.value["audiences"]) ? source.value["audiences"] : {};
  for (const [name, over] of Object.entries(overlays)) {
    if (!isMapping(over)) continue;
    const audience = checkAudience(name, over, raw, base.findings);
    const files = inlineFiles(audience.overlay, file, read);
    const inAudience = (finding: Finding): Problem => source.place(locate(name, finding, source.has));
    problems.push(...distinct([...audience.findings, ...files.findings]).map(inAudience), ...files.problems);
    audiences[name] = files.value;
  }

  if (problems.length > 0 || base.document === undefined) return { ok: false, problems: inOrder(problems, file) };
  return { ok: true, contract: assemble(file, inlined.value, audiences) };
}

/** The document in its one form, checked by its schema and by every rule. */
function document(raw: Readonly<Record<string, unknown>>): { findings: Finding[]; document?: ContractDocument } {
  const roles = raw["roles"] ?? { [MAIN_ROLE]: {} };
  const { findings, document: valid } = validate(
    contractDocument,
    { ...raw, roles },
    { ...STAND_IN, roles: { [MAIN_ROLE]: {} } },
  );
  if (valid === undefined) return { findings: [...findings] };
  const roleNames = isMapping(roles) ? Object.keys(roles) : [];
  const broken = checkDocument({ document: valid, roleNames });
  return { findings: [...findings, ...broken.filter((finding) => !explained(finding, findings))], document: valid };
}

/** Whether something is lacking only because what stood there was refused. */
function explained(finding: Finding, refused: readonly Finding[]): boolean {
  if (finding.lacking !== true) return false;
  return refused.some(({ path }) => finding.path.every((step, index) => path[index] === step));
}

/** What an audience's overlay breaks that the document alone does not. */
function checkAudience(
  name: string,
  over: Readonly<Record<string, unknown>>,
  raw: Readonly<Record<string, unknown>>,
  known: readonly Finding[],
): { overlay: Readonly<Record<string, unknown>>; findings: Finding[] } {
  const fixed = FIXED_KEYS.filter((key) => Object.hasOwn(over, key));
  const findings: Finding[] = fixed.map((key) => ({
    path: [key],
    at: "key",
    message: `an audience cannot change "${key}"`,
  }));
  findings.push(...mixedForms(over));
  const changes = Object.fromEntries(Object.entries(over).filter(([key]) => !fixed.some((one) => one === key)));
  const lifted = toOneForm(changes).value;
  const { audiences: _, ...rest } = raw;
  const seen = new Set(known.map(identity));
  const fresh = document(overlay(rest, lifted) as Readonly<Record<string, unknown>>).findings.filter(
    (finding) => !seen.has(identity(finding)),
  );
  findings.push(...fresh.map((finding) => ({ ...finding, message: `for the audience "${name}": ${finding.message}` })));
  return { overlay: lifted, findings };
}

/** Where in an audience's overlay a finding stands, or at the overlay itself where it does not say it. */
function locate(name: string, finding: Finding, has: (path: Path) => boolean): Finding {
  const root = ["audiences", name];
  const places: Path[] = [
    [...root, ...finding.path],
    [...root, ...asWritten(finding.path)],
  ];
  const there = places.find(has);
  if (there !== undefined) return { ...finding, path: there };
  // The nearest part of the overlay that holds what is missing, below the audience's own key.
  for (const place of places) {
    for (let length = place.length - 1; length > root.length; length--) {
      if (has(place.slice(0, length))) return { ...finding, path: place };
    }
  }
  return { ...finding, path: root, at: "key" };
}

function identity(finding: Finding): string {
  return `${formatPath(finding.path)}\n${finding.message}`;
}

/** Each finding once; of two that say the same, the first, which knows of the keys that stand at top level. */
function distinct(findings: readonly Finding[]): Finding[] {
  const found = new Map<string, Finding>();
  for (const finding of findings) {
    const key = identity({ ...finding, path: asWritten(finding.path) });
    if (!found.has(key)) found.set(key, finding);
  }
  return [...found.values()];
}

function inOrder(problems: readonly Problem[], file: string): Problem[] {
  return [...problems].sort(
    (a, b) =>
      Number(a.file !== file) - Number(b.file !== file) ||
      a.file.localeCompare(b.file) ||
      a.line - b.line ||
      a.column - b.column,
  );
}

function assemble(
  file: string,
  inlined: Readonly<Record<string, unknown>>,
  overlays: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
): Contract {
  const { audiences: _, ...rest } = inlined;
  const hasAudiences = Object.hasOwn(inlined, "audiences");
  // What went in was valid, and inlining turns one valid form of a section or schema into another.
  const whole = freeze({
    ...rest,
    ...(hasAudiences ? { audiences: overlays } : {}),
  }) as unknown as Contract["document"];
  const resolved = (value: unknown): ResolvedDocument => freeze(expandRoles(value as ResolvedDocument));
  const audiences = Object.entries(overlays).map(([name, over]) => [name, resolved(overlay(rest, over))] as const);
  return Object.freeze({
    file,
    surface: whole.surface,
    version: whole.version,
    mode: whole.mode,
    digest: canonicalDigest(whole),
    document: whole,
    base: resolved(rest),
    audiences: new Map(audiences),
  });
}
