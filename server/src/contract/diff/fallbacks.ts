import type { Frozen, ResolvedDocument } from "../contract.ts";
import { type ListChanges, listChanges } from "./lists.ts";
import type { Comparison, Found } from "./rule.ts";
import { below, same, shown } from "./values.ts";

type Fallback = NonNullable<Frozen<ResolvedDocument["fallbacks"]>>[number];

/** How the list of fallbacks changed; one that is left out is empty. */
export function fallbackChanges({ before, after }: Comparison): ListChanges<Fallback> {
  return listChanges(before.fallbacks, after.fallbacks, nameOf);
}

/** Fallbacks to a model that were added, or taken away. */
export function fallbackSteps(comparison: Comparison, step: "added" | "removed"): readonly Found[] {
  return fallbackChanges(comparison)[step].flatMap(({ key, item }): readonly Found[] => {
    if (item === "default") return [];
    const path = below("fallbacks", key);
    return step === "added"
      ? [{ path, after: item, message: `${key} may answer where the contracted model cannot, and could not before` }]
      : [{ path, before: item, message: `${key} can no longer answer where the contracted model cannot` }];
  });
}

/** Leave to the provider to choose a model by itself: given, or taken away. */
export function providerDefaults(comparison: Comparison, step: "added" | "removed"): readonly Found[] {
  const found: Found[] = [];
  const changes = fallbackChanges(comparison);
  const listed = changes[step].some(({ item }) => item === "default");
  const given = step === "added";
  if (listed) {
    const message = given
      ? "the fallback default is new: the provider may choose any model"
      : "the fallback default is gone";
    found.push({ path: "fallbacks.default", ...(given ? { after: "default" } : { before: "default" }), message });
  }
  const [was, is] = [comparison.before, comparison.after].map((one) => one.allow_provider_default === true);
  if (was !== is && is === given) {
    const message = `allow_provider_default changed from ${was} to ${is}`;
    found.push({ path: "allow_provider_default", before: was, after: is, message });
  }
  return found;
}

/** The fallbacks that both versions have, in another order. */
export function fallbackOrder(comparison: Comparison): readonly Found[] {
  if (!fallbackChanges(comparison).reordered) return [];
  const [from, to] = [comparison.before, comparison.after].map(({ fallbacks }) => (fallbacks ?? []).map(nameOf));
  const message = `the fallbacks were tried in the order ${shown(from)} and are in the order ${shown(to)}`;
  return [{ path: "fallbacks", before: from, after: to, message }];
}

/** Days after which a fallback must not be used any more, where they changed. */
export function sunsets(comparison: Comparison): readonly Found[] {
  return fallbackChanges(comparison).kept.flatMap(({ key, before, after }) => {
    const [from, to] = [before, after].map((one) => (one === "default" ? undefined : one.sunset));
    if (same(from, to)) return [];
    const message = `the last day of the fallback ${key} changed from ${shown(from)} to ${shown(to)}`;
    return [{ path: below("fallbacks", key, "sunset"), before: from, after: to, message }];
  });
}

function nameOf(fallback: Fallback): string {
  if (fallback === "default") return "default";
  return fallback.provider === undefined ? fallback.id : `${fallback.provider}/${fallback.id}`;
}
