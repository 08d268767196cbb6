import { afterEach, describe, expect, test } from "bun:test";
import type { Leadership } from "./leadership.ts";

/**
 * What every way of choosing a leader must do.
 *
 * @param open a replica that stands for the lead among all that were opened and not stopped.
 * @param alone why there is never more than one replica, where that is so.
 */
export function describeLeadership(name: string, open: () => Leadership, alone?: string): void {
  describe(`leadership: ${name}`, () => {
    const opened: Leadership[] = [];
    const replica = (): Leadership => {
      const one = open();
      opened.push(one);
      return one;
    };
    afterEach(async () => {
      await Promise.all(opened.splice(0).map((one) => one.stop()));
    });

    test("a replica by itself leads from its start to its stop", async () => {
      const one = replica();
      expect(one.leads).toBe(false);
      one.start();
      await untilOneLeads([one]);
      await one.stop();
      expect(one.leads).toBe(false);
    });

    test("one that was stopped before it could lead never does", async () => {
      const one = replica();
      one.start();
      await one.stop();
      expect(one.leads).toBe(false);
    });

    test.skipIf(alone !== undefined)("of several one leads, and when it stops another does", async () => {
      const all = [replica(), replica(), replica()];
      for (const one of all) one.start();
      const order: Leadership[] = [];
      while (order.length < all.length) {
        const leader = await untilOneLeads(all);
        expect(order).not.toContain(leader);
        order.push(leader);
        await leader.stop();
      }
      expect(all.some(({ leads }) => leads)).toBe(false);
    });
  });
}

/** Waits until one leads; fails where two do. */
export async function untilOneLeads(all: readonly Leadership[]): Promise<Leadership> {
  for (;;) {
    const leading = all.filter(({ leads }) => leads);
    expect(leading.length).toBeLessThanOrEqual(1);
    if (leading[0] !== undefined) return leading[0];
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
