import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { idGenerator, idTime, isId } from "./id.ts";

const random = (into: Uint8Array): Uint8Array => into.fill(0xff);

describe("ids", () => {
  test("are UUIDs of version 7 with the time in front", () => {
    const id = idGenerator(() => 0x0192_3456_789a, random)();
    expect(id).toBe("01923456-789a-7000-bfff-ffffffffffff");
    expect([isId(id), idTime(id)]).toEqual([true, 0x0192_3456_789a]);
  });

  test("sort in the order in which they were made, also when the clock stands still or goes back", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 2, maxLength: 50 }), (times) => {
        let at = 0;
        const next = idGenerator(() => 1_700_000_000_000 + (times[at++] ?? 0), random);
        const ids = times.map(() => next());
        expect([...ids].sort()).toEqual(ids);
        expect(new Set(ids).size).toBe(ids.length);
        for (const id of ids)
          expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      }),
    );
  });

  test("stay in order when one millisecond needs more of them than its counter can tell apart", () => {
    const next = idGenerator(() => 1_700_000_000_000, random);
    const ids = Array.from({ length: 9_000 }, () => next());
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(9_000);
  });

  test("have random bits of their own each, however many are drawn at once", () => {
    let value = 0;
    const counting = (into: Uint8Array): Uint8Array => into.map((_, index) => (into[index] = value++ & 0xff));
    const next = idGenerator(() => 1, counting);
    const tails = Array.from({ length: 32 }, () => next().slice(24));
    expect(new Set(tails).size).toBe(32);
  });

  test("are told from other texts", () => {
    for (const text of ["", "x", "01923456-789a-7000-bfff-fffffffffff", "01923456-789A-7000-BFFF-FFFFFFFFFFFF"])
      expect(isId(text)).toBe(false);
  });
});
