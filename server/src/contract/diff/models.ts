import { type Bounds, readBounds } from "../bounds.ts";
import type { Frozen } from "../contract.ts";
import type { RoleDocument } from "../document/role.ts";
import { isSnapshotOf } from "../served.ts";
import { type RoleChange, roleChanges } from "./role-changes.ts";
import type { Comparison, Found } from "./rule.ts";
import { textsIn, same, shown } from "./values.ts";

type Model = NonNullable<Frozen<RoleDocument>["model"]>;

/** A role's model in both versions; one that is left out says nothing. */
export interface ModelChange extends RoleChange {
  readonly models: { readonly before: Model; readonly after: Model };
  readonly ids: { readonly before: Bounds<string> | undefined; readonly after: Bounds<string> | undefined };
}

/** The models of the roles that both versions have. */
export function modelChanges(comparison: Comparison): readonly ModelChange[] {
  return roleChanges(comparison).map((change) => {
    const [before, after] = [change.before.model ?? {}, change.after.model ?? {}];
    return {
      ...change,
      models: { before, after },
      ids: { before: readBounds<string>(before.id), after: readBounds<string>(after.id) },
    };
  });
}

/** One field of a model that says something else; null says as much as nothing. */
export function fieldChanges(comparison: Comparison, field: "provider" | "weights" | "region"): readonly Found[] {
  return modelChanges(comparison).flatMap(({ role, path, models }) => {
    const [from, to] = [models.before[field] ?? undefined, models.after[field] ?? undefined];
    if (from === to) return [];
    const message = `the ${field} of the model of ${role} changed from ${shown(from)} to ${shown(to)}`;
    return [{ path: `${path}.model.${field}`, role, before: from, after: to, message }];
  });
}

/** Another model: by its id, by its snapshot, or by what may be chosen in its place. */
export function otherModels(comparison: Comparison): readonly Found[] {
  return modelChanges(comparison).flatMap((change) => [
    ...otherId(change),
    ...otherSnapshot(change),
    ...otherChoice(change),
  ]);
}

function otherId(change: ModelChange): readonly Found[] {
  const { role, path, ids } = change;
  const [from, to] = [ids.before?.value, ids.after?.value];
  if (from === to || idStep(change) !== undefined) return [];
  const message = `the model of ${role} changed from ${shown(from)} to ${shown(to)}`;
  return [{ path: `${path}.model.id`, role, before: from, after: to, message }];
}

function otherSnapshot(change: ModelChange): readonly Found[] {
  const [from, to] = pinsOf(change);
  if (from === undefined || to === undefined || from === to) return [];
  const { role, path } = change;
  const message = `the snapshot of the model of ${role} changed from ${from} to ${to}`;
  return [{ path: `${path}.model.snapshot`, role, before: from, after: to, message }];
}

function otherChoice({ role, path, ids }: ModelChange): readonly Found[] {
  // Where an id appears or disappears, that is told at the id itself.
  const told = (ids.before === undefined) !== (ids.after === undefined) && ids.before?.value !== ids.after?.value;
  const [from, to] = [choiceOf(ids.before), choiceOf(ids.after)];
  if (told || same(from, to)) return [];
  const message = `the models that may be chosen for ${role} changed from ${shown(from)} to ${shown(to)}`;
  return [{ path: `${path}.model.id.allow`, role, before: from, after: to, message }];
}

/** The models that may be chosen: a list, `any`, or nothing where there is no choice but the default. */
function choiceOf(bounds: Bounds<string> | undefined): readonly string[] | "any" | undefined {
  if (bounds === undefined) return "any";
  if (bounds.by === undefined) return undefined;
  if (bounds.allow === undefined) return "any";
  const all = textsIn([...bounds.allow, ...(bounds.value === undefined ? [] : [bounds.value])]) ?? [];
  return all.length === 1 && bounds.value !== undefined ? undefined : all;
}

/** Who may choose another model, where somebody may before and after. */
export function otherChoosers(comparison: Comparison): readonly Found[] {
  return modelChanges(comparison).flatMap(({ role, path, ids }) => {
    const choosable = choiceOf(ids.before) !== undefined && choiceOf(ids.after) !== undefined;
    const [from, to] = [textsIn(ids.before?.by), textsIn(ids.after?.by)];
    if (!choosable || from === undefined || to === undefined || same(from, to)) return [];
    const message = `who may choose the model of ${role} changed from ${from.join(", ")} to ${to.join(", ")}`;
    return [{ path: `${path}.model.id.by`, role, before: from, after: to, message }];
  });
}

/** Whether a model is held more firmly to one snapshot than before, or less. */
export type PinStep = "pinned" | "unpinned";

/** Where a model became pinned to a snapshot, or is no longer. */
export function pinSteps(comparison: Comparison, step: PinStep): readonly Found[] {
  return modelChanges(comparison).flatMap((change) => {
    const { role, path, ids, models } = change;
    const found: Found[] = [];
    if (idStep(change) === step) {
      const [from, to] = [ids.before?.value, ids.after?.value];
      const message = `the model of ${role} is named ${shown(to)} in place of ${shown(from)}`;
      found.push({ path: `${path}.model.id`, role, before: from, after: to, message });
    }
    const [from, to] = pinsOf(change);
    if ((from === undefined) !== (to === undefined) && (to === undefined) === (step === "unpinned")) {
      const message =
        to === undefined
          ? `the model of ${role} was the snapshot ${shown(from)}, and is of no particular one now`
          : `the model of ${role} was of no particular snapshot, and is ${to} now`;
      found.push({ path: `${path}.model.snapshot`, role, before: from, after: to, message });
    }
    const [was, is] = [models.before.pinned === true, models.after.pinned === true];
    if (was !== is && is === (step === "pinned")) {
      const message = `pinned of the model of ${role} changed from ${was} to ${is}`;
      found.push({ path: `${path}.model.pinned`, role, before: was, after: is, message });
    }
    return found;
  });
}

/** An alias in place of its own snapshot, or the other way round: the same model, more or less firmly. */
function idStep({ ids, models }: ModelChange): PinStep | undefined {
  const [from, to] = [ids.before?.value, ids.after?.value];
  if (from === undefined || to === undefined || from === to) return undefined;
  if (isSnapshotOf(to, from) || to === models.before.snapshot) return "pinned";
  return isSnapshotOf(from, to) || from === models.after.snapshot ? "unpinned" : undefined;
}

/** The snapshots that both versions mean, by `snapshot` or by a dated id; nothing where neither has a `snapshot`. */
function pinsOf({ ids, models }: ModelChange): readonly [string | undefined, string | undefined] {
  const { before, after } = models;
  if (before.snapshot === undefined && after.snapshot === undefined) return [undefined, undefined];
  const pin = (model: Model, id: string | undefined, other: Model): string | undefined =>
    model.snapshot ?? (id !== undefined && (isDated(id) || id === other.snapshot) ? id : undefined);
  return [pin(before, ids.before?.value, after), pin(after, ids.after?.value, before)];
}

function isDated(id: string): boolean {
  return isSnapshotOf(id, id.replace(/-\d{4}-?\d{2}-?\d{2}$/, ""));
}
