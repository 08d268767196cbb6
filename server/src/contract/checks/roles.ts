import { nearest } from "../../core/nearest.ts";
import type { Finding, Path } from "../problem.ts";
import { UNKNOWN_ROLE } from "../voice.ts";
import { atKey, atValue, type Check, type Checked, lacking } from "./check.ts";

/** Exactly one role is the default, or there is but one. */
export const oneDefaultRole: Check = function* ({ document, roleNames }) {
  const defaults = Object.entries(document.roles).filter(([, role]) => role.match?.default === true);
  if (roleNames.length > 1 && defaults.length === 0) {
    yield lacking(
      ["roles"],
      "no role is the default",
      "write match: { default: true } in the role that speaks when no other does",
    );
  }
  for (const [role] of defaults.slice(1)) {
    yield atKey(
      ["roles", role, "match", "default"],
      `the roles ${defaults.map(([name]) => name).join(" and ")} are both the default; only one can be`,
    );
  }
};

/** Names that mean something else cannot be taken by a role. */
export const roleNamesAreFree: Check = function* ({ roleNames }) {
  if (roleNames.includes(UNKNOWN_ROLE)) {
    yield atKey(
      ["roles", UNKNOWN_ROLE],
      `"${UNKNOWN_ROLE}" cannot be a role: records use it for a voice that no role matches`,
    );
  }
};

/** Every role that is named somewhere exists. */
export const rolesExist: Check = function* (checked) {
  const { document } = checked;
  for (const [name, role] of Object.entries(document.roles)) {
    if (role.inherit !== undefined) yield* exists(checked, role.inherit, ["roles", name, "inherit"]);
    for (const [index, tool] of (role.tools ?? []).entries()) {
      if (tool.routes_to !== undefined && tool.routes_to !== "self") {
        yield* exists(checked, tool.routes_to, ["roles", name, "tools", index, "routes_to"]);
      }
    }
  }
  for (const [index, rule] of (document.routing ?? []).entries()) {
    yield* exists(checked, rule.use, ["routing", index, "use"]);
  }
  for (const [index, rule] of (document.delegation?.allow ?? []).entries()) {
    yield* exists(checked, rule.from, ["delegation", "allow", index, "from"]);
    if (typeof rule.to === "string") yield* exists(checked, rule.to, ["delegation", "allow", index, "to"]);
  }
};

function* exists({ roleNames }: Checked, reference: string, path: Path): Generator<Finding> {
  const role = reference.replace(/^role:/, "");
  if (roleNames.includes(role)) return;
  const meant = nearest(role, roleNames);
  const hint = meant === undefined ? `the roles here are ${roleNames.join(", ")}` : `did you mean "${meant}"?`;
  yield atValue(path, `there is no role "${role}" in this contract`, hint);
}

/** No role inherits from itself, also not by way of others. */
export const inheritanceEnds: Check = function* ({ document: { roles } }) {
  for (const start of Object.keys(roles)) {
    const seen: string[] = [start];
    let next = roles[start]?.inherit;
    while (next !== undefined && next !== start && !seen.includes(next)) {
      seen.push(next);
      next = roles[next]?.inherit;
    }
    if (next === start) {
      yield atValue(["roles", start, "inherit"], `this role inherits from itself: ${[...seen, start].join(" from ")}`);
    }
  }
};

/** A tool and a section have names of their own within a role. */
export const namesAreUnique: Check = function* ({ document }) {
  for (const [name, role] of Object.entries(document.roles)) {
    yield* duplicates(
      role.tools?.map((tool) => tool.name),
      ["roles", name, "tools"],
      "name",
      "tool",
    );
    yield* duplicates(
      role.system?.map((section) => section.id),
      ["roles", name, "system"],
      "id",
      "section",
    );
  }
};

function* duplicates(
  names: readonly (string | undefined)[] | undefined,
  path: Path,
  key: string,
  what: string,
): Generator<Finding> {
  for (const [index, name] of (names ?? []).entries()) {
    if (name === undefined || names?.indexOf(name) === index) continue;
    yield atValue([...path, index, key], `there is already a ${what} "${name}" in this role; names must differ`);
  }
}

/** A section is a file, a text, or volatile with a pattern. */
export const sectionsSayTheirText: Check = function* ({ document }) {
  for (const [name, role] of Object.entries(document.roles)) {
    for (const [index, section] of (role.system ?? []).entries()) {
      const path = ["roles", name, "system", index];
      if (section.file !== undefined && section.text !== undefined) {
        yield atKey([...path, "text"], "this section has a file and a text; keep one of the two");
      } else if (section.volatile === true && section.pattern === undefined) {
        yield lacking(
          [...path, "volatile"],
          "a volatile section needs a pattern",
          'say by a regular expression which part changes: pattern: "^Today is .*$"',
        );
      } else if (section.pattern !== undefined && section.volatile !== true) {
        yield atKey([...path, "pattern"], "a pattern is for volatile sections only", "add volatile: true");
      } else if (section.file === undefined && section.text === undefined && section.volatile !== true) {
        yield lacking(path, "this section says nothing", "give it a file:, a text:, or volatile: true with a pattern:");
      }
    }
  }
};
