/** One thing of a list, told from the others by its key. */
export interface Listed<T> {
  /** What tells it from the others; a second one of the same key has ` #2` behind it. */
  readonly key: string;
  readonly item: T;
}

/** How one list became another, whatever the places of its things. */
export interface ListChanges<T> {
  readonly removed: readonly Listed<T>[];
  readonly added: readonly Listed<T>[];
  readonly kept: readonly { readonly key: string; readonly before: T; readonly after: T }[];
  /** Whether the things that both have stand in another order. */
  readonly reordered: boolean;
}

/** Compares two lists by the keys of their things; one that is left out has none. */
export function listChanges<T>(
  before: readonly T[] | undefined,
  after: readonly T[] | undefined,
  keyOf: (item: T) => string,
): ListChanges<T> {
  const [earlier, later] = [keyed(before ?? [], keyOf), keyed(after ?? [], keyOf)];
  const kept = [...later].flatMap(([key, item]) => {
    const old = earlier.get(key);
    return old === undefined ? [] : [{ key, before: old.item, after: item.item }];
  });
  const orderBefore = [...earlier.keys()].filter((key) => later.has(key));
  return {
    removed: [...earlier.values()].filter(({ key }) => !later.has(key)),
    added: [...later.values()].filter(({ key }) => !earlier.has(key)),
    kept,
    reordered: kept.some(({ key }, index) => key !== orderBefore[index]),
  };
}

function keyed<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, Listed<T>> {
  const map = new Map<string, Listed<T>>();
  for (const item of items) {
    const plain = keyOf(item);
    let key = plain;
    for (let count = 2; map.has(key); count++) key = `${plain} #${count}`;
    map.set(key, { key, item });
  }
  return map;
}
