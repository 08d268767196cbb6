import { isMapping } from "../merge.ts";
import { meaningOf } from "./meaning.ts";
import type { Comparison, Found } from "./rule.ts";
import { same, shown } from "./values.ts";

/** What every version has its own of, and what stands written out in each role. */
const APART: ReadonlySet<string> = new Set(["bellwether", "version", "cache", "context"]);

/** Of what stands there rules speak whole, and they know which ways of writing it mean the same. */
const RULED =
  /^(?:fallbacks|allow_provider_default|delegation|routing|journeys|steps|unknown_role|roles\.[^.]+\.(?:model|tools|tool_choice|match))(?:\.|$)/;

/**
 * The values that changed and of which no rule spoke: a diff that is silent about a change would
 * be worse than none.
 *
 * @param explained the places of which rules spoke.
 */
export function unexplainedChanges({ before, after }: Comparison, explained: readonly string[]): readonly Found[] {
  return differences(meaningOf(before), meaningOf(after), []).filter(
    ({ path }) => !RULED.test(path) && !explained.some((place) => touches(place, path)),
  );
}

function differences(before: unknown, after: unknown, path: readonly string[]): Found[] {
  if (same(before, after)) return [];
  if (isMapping(before) && isMapping(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return names
      .filter((name) => path.length > 0 || !APART.has(name))
      .flatMap((name) => differences(own(before, name), own(after, name), [...path, name]));
  }
  // A mapping that came or went did so with each of its values.
  const [only, side] =
    before === undefined ? [after, "after"] : after === undefined ? [before, "before"] : [undefined, ""];
  if (isMapping(only) && Object.keys(only).length > 0)
    return Object.keys(only).flatMap((name) =>
      side === "after"
        ? differences(undefined, own(only, name), [...path, name])
        : differences(own(only, name), undefined, [...path, name]),
    );
  const [place, role] = [path.join("."), path[0] === "roles" ? path[1] : undefined];
  return [
    {
      path: place,
      ...(role === undefined ? {} : { role }),
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
      message: `${place} changes from ${shown(before)} to ${shown(after)}`,
    },
  ];
}

function own(mapping: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(mapping, name) ? mapping[name] : undefined;
}

/** Whether one place is in the other. */
function touches(a: string, b: string): boolean {
  return a === b || isBelow(a, b) || isBelow(b, a);
}

function isBelow(place: string, above: string): boolean {
  return place.startsWith(above) && /^[.[]/.test(place.slice(above.length));
}
