import { asObject } from "../json/value.ts";

const ODD: readonly unknown[] = [null, 7, true, "x", [], {}, [null, 7], { text: {}, content: [[]] }];

/** A text in whose place `deepText` puts lists inside lists. */
export const DEEP = "@deep";

/** A value in which one of its parts, each of them once, is something that no format has there. */
export function* oddValues(value: unknown, odds = ODD): Generator {
  for (const odd of odds) yield* replacedOnce(value, odd);
}

/** JSON text in which `DEEP` is nested deeper than what walks or writes a value can follow. */
export function deepText(value: unknown): string {
  return JSON.stringify(value).replace(`"${DEEP}"`, () => "[".repeat(100_000) + "]".repeat(100_000));
}

function* replacedOnce(value: unknown, odd: unknown): Generator {
  yield odd;
  if (Array.isArray(value)) {
    for (const [index, item] of (value as readonly unknown[]).entries())
      for (const replaced of replacedOnce(item, odd)) yield value.with(index, replaced);
    return;
  }
  for (const [key, member] of Object.entries(asObject(value) ?? {}))
    for (const replaced of replacedOnce(member, odd)) yield { ...(value as object), [key]: replaced };
}
