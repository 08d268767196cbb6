import type { Frozen } from "../contract.ts";
import type { SectionDocument } from "../document/role.ts";
import type { RoleChange } from "./role-changes.ts";

type Section = Frozen<SectionDocument>;

/** A section of a system prompt that both versions have, or only one of them. */
export interface SectionChange {
  /** What it is called: its id, else its place. */
  readonly name: string;
  readonly before: Section | undefined;
  readonly after: Section | undefined;
}

/**
 * The sections of a role's prompt, paired: by their ids, then those of the same text, then the
 * others in order. Sections that moved are no changes here.
 */
export function sectionChanges({ before, after }: Pick<RoleChange, "before" | "after">): readonly SectionChange[] {
  const earlier = new Set(before.system);
  const later = new Set(after.system);
  const pairs: SectionChange[] = [];
  const pair = (matches: (a: Section, b: Section) => boolean): void => {
    for (const section of later) {
      const match = [...earlier].find((one) => matches(one, section));
      if (match === undefined) continue;
      earlier.delete(match);
      later.delete(section);
      pairs.push({ name: section.id ?? match.id ?? "", before: match, after: section });
    }
  };
  pair((a, b) => a.id !== undefined && a.id === b.id);
  pair((a, b) => a.text === b.text && (a.text ?? "") !== "");
  pair((a, b) => a.id === undefined && b.id === undefined);
  const gone = [...earlier].map((section) => ({ name: section.id ?? "", before: section, after: undefined }));
  const come = [...later].map((section) => ({ name: section.id ?? "", before: undefined, after: section }));
  return [...pairs, ...gone, ...come].map((change, index) =>
    change.name === "" ? { ...change, name: String(index) } : change,
  );
}

/** Whether the text of a section changes from request to request, and is masked. */
export function isVolatile(section: Section | undefined): boolean {
  return section?.volatile === true;
}

/** What a section says to the model; of a volatile one its pattern, which is all that is agreed of it. */
export function saidBy(section: Section | undefined): string {
  if (section === undefined) return "";
  return isVolatile(section) ? `${section.text ?? ""}\u0000${section.pattern ?? ""}` : (section.text ?? "");
}
