import type { Frozen } from "../contract.ts";
import type { SectionDocument } from "../document/role.ts";
import { type AddedLimit, addedLimits } from "./length-limits/added-limits.ts";
import { roleChanges } from "./role-changes.ts";
import type { Comparison, Found } from "./rule.ts";
import { shown } from "./values.ts";

type Section = Frozen<SectionDocument>;

/** As many clauses as a message quotes. */
const QUOTED = 2;

/**
 * The limits of the length of answers that one side's system prompts have and the other's have
 * not, or have wider: those that came, or the other way round those that went. All sections of a
 * role are read as one text, so that a sentence may move between them.
 */
export function lengthLimitChanges(comparison: Comparison, kind: "added" | "removed"): readonly Found[] {
  return roleChanges(comparison).flatMap(({ role, path, before, after }) => {
    const [from, to] = kind === "added" ? [before.system, after.system] : [after.system, before.system];
    const limits = addedLimits((from ?? []).map(readable).join(BETWEEN), (to ?? []).map(readable).join(BETWEEN));
    if (limits.length === 0) return [];
    return [...bySection(to ?? [], limits)].map(([name, some]): Found => {
      const set = sentences(some.map(({ sentence }) => sentence));
      const instead = sentences(some.flatMap((limit) => (limit.instead === undefined ? [] : [limit.instead])));
      const [was, is] = kind === "added" ? [instead, set] : [set, instead];
      return {
        path: `${path}.system.${name}`,
        role,
        ...(was === "" ? {} : { before: was }),
        ...(is === "" ? {} : { after: is }),
        message: `the section ${name} of the system prompt of ${role} ${said(kind, some)} how long answers are${kind === "removed" && instead !== "" ? " as much" : ""}: ${quoted(some)}`,
      };
    });
  });
}

/** What is only likely is not said as if it were known. */
function said(kind: "added" | "removed", limits: readonly AddedLimit[]): string {
  const known = limits.some((limit) => limit.known);
  if (kind === "added") return known ? "now limits" : "now seems to limit";
  return known ? "no longer limits" : "no longer seems to limit";
}

/** Sections are paragraphs of their own. */
const BETWEEN = "\n\n";

/** What a section says to the model; of a pattern the words, its numbers left open as one. */
function readable({ text, pattern }: Section): string {
  if (pattern === undefined) return text ?? "";
  const words = pattern
    .replaceAll(/\\d[+*]?|\[0-9\][+*]?/g, "1")
    .replaceAll(/\\(?:[bBwWsSn]|p\{\w+\})[+*?]?|\.[*+]\??|[\^$\\()[\]{}?+*]/g, " ");
  return `${text ?? ""}${BETWEEN}${words}`;
}

/** The limits by the section that holds each: its id, else its place. */
function bySection(
  sections: readonly Section[],
  limits: readonly AddedLimit[],
): ReadonlyMap<string, readonly AddedLimit[]> {
  const texts = sections.map((section) => readable(section).normalize("NFC"));
  const found = new Map<string, AddedLimit[]>();
  for (const limit of limits) {
    const index = Math.max(
      0,
      texts.findIndex((text) => text.includes(limit.sentence)),
    );
    const name = sections[index]?.id ?? String(index);
    found.set(name, [...(found.get(name) ?? []), limit]);
  }
  return found;
}

function sentences(all: readonly string[]): string {
  return [...new Set(all)].map(shown).join("\n");
}

function quoted(limits: readonly AddedLimit[]): string {
  const clauses = [...new Set(limits.map(({ clause }) => `"${clause}"`))];
  const more = clauses.length - QUOTED;
  return `${clauses.slice(0, QUOTED).join(", ")}${more > 0 ? `, and ${more} more` : ""}`;
}
