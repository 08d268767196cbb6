import { describe, expect, test } from "bun:test";
import { IN_STEP, turns } from "./turn.ts";

describe("a turn", () => {
  test("is one for all who wait for it, and those who come later wait for the next", async () => {
    const loop: (() => void)[] = [];
    const turn = turns((go) => void loop.push(go));
    const gone: string[] = [];
    const go = async (name: string): Promise<void> => {
      await turn();
      gone.push(name);
    };
    const first = [go("a"), go("b")];
    expect([loop.length, gone]).toEqual([1, []]);
    loop.shift()?.();
    const second = go("c");
    await Promise.all(first);
    expect([loop.length, gone]).toEqual([1, ["a", "b"]]);
    loop.shift()?.();
    await second;
    expect(gone).toEqual(["a", "b", "c"]);
  });

  test("has each do a stage before any begins the next", async () => {
    const done: string[] = [];
    const stages = async (name: string): Promise<void> => {
      done.push(`${name}1`);
      await IN_STEP;
      done.push(`${name}2`);
    };
    await Promise.all([stages("a"), stages("b"), stages("c")]);
    expect(done).toEqual(["a1", "b1", "c1", "a2", "b2", "c2"]);
  });
});
