import { z } from "zod";
import { nearest } from "../../../core/nearest.ts";
import { SURFACE_NAME } from "../../document/version.ts";
import type { Place } from "../../places.ts";
import { type Finding, formatPath, type Problem } from "../../problem.ts";
import { parseSource } from "../../source.ts";
import { validate } from "../../validate.ts";
import { KNOWN_RULES, knownRule } from "../known-rules.ts";

/** What is looked for beside the configuration where no other file is named. */
export const WAIVERS_FILE = "bellwether.waivers.yaml";

const said = (what: string): z.ZodString => z.string(what).regex(/\S/, what);

const waiver = z.strictObject({
  fingerprint: z
    .string('must be the 12 hex digits of a finding, in quotes: "faf6f967ba14"')
    .regex(/^[0-9a-f]{12}$/, "must be the 12 hex digits that the diff shows in brackets"),
  rule: z.string("must be the rule of the finding, such as MODEL_CHANGED"),
  owner: said("must say who answers for it: a person or a team"),
  reason: said("must say why it is accepted"),
  expires: z.iso.date("must be the last day on which it holds, such as 2026-12-31"),
  surface: z.string().regex(SURFACE_NAME, "must be the name of a surface").optional(),
});

const waiversDocument = z.array(waiver, "must be a list of waivers");

/** An accepted finding: by whom, why, and until when. */
export interface Waiver extends z.infer<typeof waiver> {
  /** Where it is written. */
  readonly place: Place;
}

/** The waivers of a file, or everything that is wrong with them. */
export type WaiversResult =
  | { readonly ok: true; readonly waivers: readonly Waiver[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Reads `bellwether.waivers.yaml`: a list of waivers; a file without any is an empty list. */
export function parseWaivers(file: string, text: string): WaiversResult {
  const source = parseSource(file, text);
  const { findings, document = [] } = validate(waiversDocument, source.value ?? [], {});
  const wrong = findings.length > 0 ? findings : [...unknownRules(document), ...repeated(document)];
  const problems = [...source.problems, ...wrong.map(source.place)];
  if (problems.length > 0) return { ok: false, problems };
  const waivers = document.map((one, index): Waiver => {
    const { line, column } = source.place({ path: [index], at: "value", message: "" });
    return { ...one, place: { file, line, column } };
  });
  return { ok: true, waivers };
}

type Written = z.infer<typeof waiversDocument>;

function unknownRules(document: Written): readonly Finding[] {
  return document.flatMap(({ rule }, index): Finding[] => {
    if (knownRule(rule) !== undefined) return [];
    const meant = nearest(
      rule,
      KNOWN_RULES.map(({ id }) => id),
    );
    const hint = meant === undefined ? "bellwether contract explain lists all rules" : `did you mean ${meant}?`;
    return [{ path: [index, "rule"], at: "value", message: `there is no rule ${rule}`, hint }];
  });
}

/** Two waivers of one finding: nobody would know whose word counts. */
function repeated(document: Written): readonly Finding[] {
  const keyOf = ({ fingerprint, surface }: Written[number]): string => `${fingerprint} ${surface ?? ""}`;
  return document.flatMap((one, index): Finding[] => {
    const first = document.findIndex((other) => keyOf(other) === keyOf(one));
    if (first === index) return [];
    const message = `this finding is waived already, by ${formatPath([first])}; keep one of the two`;
    return [{ path: [index, "fingerprint"], at: "value", message }];
  });
}
