import { describe, expect, test } from "bun:test";
import { ElementCache } from "./element-memo.ts";

const encode = (text: string) => new TextEncoder().encode(text);

/** FNV-1a, 64 bits. */
function hash(bytes: Uint8Array, seed: bigint): bigint {
  let value = 0xcbf29ce484222325n ^ seed;
  for (const byte of bytes) value = ((value ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  return value;
}

const conceal = (text: string) => `t:${text.length}`;

describe("ElementCache", () => {
  test("makes a value once for the same bytes", () => {
    const memo = new ElementCache(hash, 1n, 1_000).forTenant("a", conceal);
    let made = 0;
    const recall = (text: string) => memo.recall("m", encode(text), () => ({ value: { made: ++made }, weight: 10 }));
    expect(recall("x")).toBe(recall("x"));
    expect(recall("y")).toEqual({ made: 2 });
    expect(made).toBe(2);
  });

  test("keeps kinds and tenants apart", () => {
    const cache = new ElementCache(hash, 1n, 1_000);
    const a = cache.forTenant("a", conceal);
    const b = cache.forTenant("b", conceal);
    const bytes = encode("same");
    const values = [
      a.recall("m", bytes, () => ({ value: { of: "a m" }, weight: 1 })),
      a.recall("n", bytes, () => ({ value: { of: "a n" }, weight: 1 })),
      b.recall("m", bytes, () => ({ value: { of: "b m" }, weight: 1 })),
    ];
    expect(values.map((value) => value.of)).toEqual(["a m", "a n", "b m"]);
  });

  const remembering = (limit: number) => {
    const cache = new ElementCache(hash, 1n, limit);
    const memo = cache.forTenant("a", conceal);
    const recall = (text: string): boolean => {
      let made = false;
      memo.recall("m", encode(text), () => {
        made = true;
        return { value: {}, weight: 30 };
      });
      return made;
    };
    return { cache, recall };
  };

  test("stays inside its limit and forgets what was unused longest", () => {
    const { cache, recall } = remembering(800);
    const again = Array.from({ length: 40 }, (_, index) => `${index}`);
    for (const text of again) {
      recall(text);
      expect(recall(text)).toBe(false);
      expect(cache.weight).toBeLessThanOrEqual(800);
    }
    expect(recall("39")).toBe(false);
    expect(recall("30")).toBe(false);
    expect(recall("0")).toBe(true);
  });

  test("what was seen once fills no memory, and takes none from what comes again", () => {
    const { cache, recall } = remembering(800);
    recall("again");
    recall("again");
    for (let index = 0; index < 1_000; index++) expect(recall(`once ${index}`)).toBe(true);
    expect(cache.weight).toBeLessThanOrEqual(500);
    expect(recall("again")).toBe(false);
  });

  test("takes up no memory for what is fleeting and comes once, and makes it once more when it comes again", () => {
    const cache = new ElementCache(hash, 1n, 1_000);
    const memo = cache.forTenant("a", conceal);
    let made = 0;
    const recall = () => memo.recall("m", encode("short"), () => ({ value: { made: ++made }, weight: 10 }), true);
    expect([recall(), cache.weight]).toEqual([{ made: 1 }, 0]);
    expect([recall(), cache.weight]).toEqual([{ made: 2 }, 10]);
    expect(recall()).toBe(recall());
    expect(made).toBe(2);
  });

  test("does not remember what failed", () => {
    const memo = new ElementCache(hash, 1n, 100).forTenant("a", conceal);
    const bytes = encode("x");
    expect(() =>
      memo.recall("m", bytes, () => {
        throw new Error("no");
      }),
    ).toThrow("no");
    expect(memo.recall("m", bytes, () => ({ value: { ok: true }, weight: 1 }))).toEqual({ ok: true });
  });
});
