import { expect, test } from "bun:test";
import { Gather } from "./gather.ts";

test("what comes while work is under way is done together with the next", async () => {
  const blocks: (readonly number[])[] = [];
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const gather = new Gather<number, number>(3, async (items) => {
    blocks.push(items);
    await gates[blocks.length - 1]?.promise;
    return items.map((item) => item * 10);
  });
  const results = [gather.add([1]), gather.add([2]), gather.add([3]), gather.add([]), gather.add([4, 5])];
  expect(blocks).toEqual([[1]]);
  for (const gate of gates) gate.resolve();
  expect(await Promise.all(results)).toEqual([[10], [20], [30], [], [40, 50]]);
  // Four would have been too many, and what one call brings stays together.
  expect(blocks).toEqual([[1], [2, 3], [4, 5]]);
});

test("what one call brings is done in one piece, however much it is", async () => {
  const gather = new Gather<number, number>(1, (items) => Promise.resolve(items));
  expect(await gather.add([1, 2, 3])).toEqual([1, 2, 3]);
});

test("who was in work that failed is told, and who comes later is not", async () => {
  let fails = true;
  const gather = new Gather<number, number>(9, (items) => {
    if (!fails) return Promise.resolve(items);
    fails = false;
    return Promise.reject(new Error("away"));
  });
  const failed = gather.add([1]).catch((error: Error) => error.message);
  const later = gather.add([2]);
  expect([await failed, await later]).toEqual(["away", [2]]);
});
