import type { Frozen } from "../contract.ts";
import type { ToolDocument } from "../document/role.ts";
import { isMapping } from "../merge.ts";
import { compareSchemas, type SchemaDifference, type SchemaEffect } from "./json-schema.ts";
import { type ListChanges, listChanges } from "./lists.ts";
import { type RoleChange, roleChanges } from "./role-changes.ts";
import type { Comparison, Found } from "./rule.ts";
import { below, same, shown } from "./values.ts";

type Tool = Frozen<ToolDocument>;

interface ToolLists extends RoleChange {
  readonly tools: ListChanges<Tool>;
}

/** A dozen rules ask for the same lists, and schemas are compared once for the three that look at them. */
const lists = new WeakMap<Comparison, readonly ToolLists[]>();
const differing = new WeakMap<Comparison, readonly SchemaChange[]>();

/** The tools of each role that both versions have, where both say which there are. */
function toolLists(comparison: Comparison): readonly ToolLists[] {
  let known = lists.get(comparison);
  if (known === undefined) lists.set(comparison, (known = listsOf(comparison)));
  return known;
}

function listsOf(comparison: Comparison): readonly ToolLists[] {
  return roleChanges(comparison).flatMap((change) => {
    const [from, to] = [change.before.tools, change.after.tools];
    return from === undefined || to === undefined
      ? []
      : [{ ...change, tools: listChanges(from, to, ({ name }) => name) }];
  });
}

/** A tool whose schema is another one. */
interface SchemaChange extends Pick<ToolChange, "role" | "path" | "name"> {
  readonly differences: readonly SchemaDifference[];
}

interface ToolChange {
  readonly role: string;
  readonly path: string;
  readonly name: string;
  readonly before: Tool;
  readonly after: Tool;
}

function toolChanges(comparison: Comparison): readonly ToolChange[] {
  return toolLists(comparison).flatMap(({ role, path, tools }) =>
    tools.kept.map(({ key, before, after }) => ({ role, path: below(`${path}.tools`, key), name: key, before, after })),
  );
}

/** Tools that were added to a role's list, or taken away from it. */
export function toolSteps(comparison: Comparison, step: "added" | "removed"): readonly Found[] {
  return toolLists(comparison).flatMap(({ role, path, tools }) =>
    tools[step].map(({ key, item }) => {
      const place = below(`${path}.tools`, key);
      return step === "added"
        ? { path: place, role, after: item, message: `the tool ${key} of ${role} is new` }
        : { path: place, role, before: item, message: `the tool ${key} of ${role} is gone` };
    }),
  );
}

/** A list of tools where a version said nothing of tools, or nothing where there was a list; `[]` is a list. */
export function toolDeclarations(comparison: Comparison, step: "declared" | "undeclared"): readonly Found[] {
  return roleChanges(comparison).flatMap(({ role, path, before, after }) => {
    const [from, to] = [before.tools, after.tools];
    if ((from === undefined) === (to === undefined) || (to === undefined) !== (step === "undeclared")) return [];
    const names = shown((from ?? to ?? []).map(({ name }) => name));
    const message =
      step === "declared"
        ? `the contract said nothing of the tools of ${role}, and says now that they are ${names}`
        : `the contract said that the tools of ${role} are ${names}, and says nothing of them now`;
    return [{ path: `${path}.tools`, role, before: from, after: to, message }];
  });
}

/** The tools that both versions have, in another order. */
export function toolOrder(comparison: Comparison): readonly Found[] {
  return toolLists(comparison).flatMap(({ role, path, before, after, tools }) => {
    if (!tools.reordered) return [];
    const [from, to] = [before, after].map((one) => (one.tools ?? []).map(({ name }) => name));
    const message = `the tools of ${role} stood in the order ${shown(from)} and stand in the order ${shown(to)}`;
    return [{ path: `${path}.tools`, role, before: from, after: to, message }];
  });
}

/** What the schemas of tools accept less, or more. A tool without a schema takes anything. */
export function toolSchemas(comparison: Comparison, effect: "narrows" | "widens"): readonly Found[] {
  const word = effect === "narrows" ? "fewer" : "more";
  return schemaFindings(
    comparison,
    effect,
    (name, place, change) => `${name} takes ${word} arguments: ${place} ${change}`,
  );
}

/** What the model is told of a tool: its description, texts in its schema, or a digest that stands for them. */
export function toolDescriptions(comparison: Comparison): readonly Found[] {
  const told = toolChanges(comparison).flatMap((change) => [
    ...partChange(change, "description", undefined),
    ...partChange(change, "digest", undefined),
  ]);
  const message = (name: string, place: string, change: string): string =>
    `${name} has other words: ${place} ${change}`;
  return [...told, ...schemaFindings(comparison, "describes", message)];
}

/** Who answers a tool's calls; the product itself, where nothing else is said. */
export function toolRoutes(comparison: Comparison): readonly Found[] {
  return toolChanges(comparison).flatMap((change) => partChange(change, "routes_to", "self"));
}

/** What a tool does, as behaviour signals count it. */
export function toolKinds(comparison: Comparison): readonly Found[] {
  return toolChanges(comparison).flatMap((change) => partChange(change, "kind", undefined));
}

function partChange(
  { role, path, name, before, after }: ToolChange,
  part: "description" | "digest" | "kind" | "routes_to",
  otherwise: string | undefined,
): readonly Found[] {
  const [from, to] = [before[part] ?? otherwise, after[part] ?? otherwise];
  if (from === to) return [];
  const message = `${part} of the tool ${name} of ${role} changed from ${shown(from)} to ${shown(to)}`;
  return [{ path: `${path}.${part}`, role, before: from, after: to, message }];
}

function schemaFindings(
  comparison: Comparison,
  effect: SchemaEffect,
  message: (name: string, place: string, change: string) => string,
): readonly Found[] {
  return schemaChanges(comparison).flatMap(({ role, path, name, differences }) =>
    differences
      .filter((difference) => difference.effect === effect)
      .map((difference) => ({
        path: below(`${path}.schema`, ...difference.path),
        role,
        before: difference.before,
        after: difference.after,
        message: message(
          `the tool ${name} of ${role}`,
          below("schema", ...difference.path),
          `changed from ${shown(difference.before)} to ${shown(difference.after)}`,
        ),
      })),
  );
}

function schemaChanges(comparison: Comparison): readonly SchemaChange[] {
  let changes = differing.get(comparison);
  if (changes === undefined) {
    changes = toolChanges(comparison).flatMap(({ role, path, name, before, after }) => {
      const differences = schemaDifferences(before.schema, after.schema);
      return differences.length === 0 ? [] : [{ role, path, name, differences }];
    });
    differing.set(comparison, changes);
  }
  return changes;
}

function schemaDifferences(before: Tool["schema"], after: Tool["schema"]): readonly SchemaDifference[] {
  if (same(before, after)) return [];
  if (before !== undefined && after !== undefined) return compareSchemas(before, after);
  // One that appears is told as a whole; one that accepts anything says as much as none.
  const written = before ?? after;
  if (isMapping(written) && Object.keys(written).length === 0) return [];
  return [{ path: [], effect: before === undefined ? "narrows" : "widens", before, after }];
}
