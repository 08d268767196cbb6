import { expect, test } from "bun:test";
import { AskQueue } from "./ask-queue.ts";

test("asks wait for a slot, are bounded by number and bytes, and are let go of in the end", async () => {
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const ask = (number: number, bytes = 1) => ({
    bytes,
    run: () => {
      begun.push(number);
      return new Promise<void>((resolve) => ends.push(resolve));
    },
  });
  const queue = new AskQueue({ atATime: 1, mostWaiting: 3, mostBytes: 10 });
  expect([queue.take(ask(0)), queue.take(ask(1)), queue.take(ask(2, 10))]).toEqual([true, true, false]);
  expect([queue.take(ask(3)), queue.take(ask(4)), queue.take(ask(5))]).toEqual([true, true, false]);
  expect(begun).toEqual([0]);
  ends[0]?.();
  await Promise.resolve().then(() => undefined);
  await Promise.resolve();
  expect(begun).toEqual([0, 1]);
  expect(queue.drop()).toBe(3);
  ends[1]?.();
  await queue.idle();
  expect(begun).toEqual([0, 1]);
});
