import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { ControlStore } from "./control-store.ts";
import type { SpendingStore } from "./spending-store.ts";

/**
 * What every store of spending must do.
 *
 * @param open opens a store that is empty at first; called again, another replica's view of the same one.
 * @param alone where there is never more than one replica: then one does it all.
 */
export function describeSpendingStore(
  name: string,
  open: () => Promise<SpendingStore & Pick<ControlStore, "migrate" | "close">>,
  alone = false,
): void {
  describe(`spending: ${name}`, () => {
    let store: SpendingStore & Pick<ControlStore, "migrate" | "close">;
    let other: typeof store;
    beforeAll(async () => {
      store = await open();
      await store.migrate();
      other = alone ? store : await open();
    });
    afterAll(async () => {
      await store.close();
      if (!alone) await other.close();
    });

    test("lets no more be spent in a day than may be, however many replicas ask at once", async () => {
      const ask = (n: number): Promise<boolean> => (n % 2 === 0 ? store : other).spend("judge", 7, 300, 2_000);
      const granted = await Promise.all(Array.from({ length: 30 }, (_, n) => ask(n)));
      expect(granted.filter(Boolean)).toHaveLength(6);
      expect(await store.spend("judge", 7, 200, 2_000)).toBe(true);
      expect(await store.spend("judge", 7, 1, 2_000)).toBe(false);
      await store.giveBack("judge", 7, 150);
      expect(await other.spend("judge", 7, 150, 2_000)).toBe(true);
      expect(await store.spend("judge", 8, 2_000, 2_000)).toBe(true);
      expect(await store.spend("other", 7, 2_000, 2_000)).toBe(true);
    });
  });
}
