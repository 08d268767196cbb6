import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Timeline } from "./timeline.ts";

const settle = (): Promise<void> => Promise.resolve();

describe("a time that is played", () => {
  test("lets everybody go on in the order of time, and takes none", async () => {
    const actor = fc.record({ at: fc.nat(1_000), waits: fc.array(fc.nat(1_000), { maxLength: 5 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(actor, { maxLength: 20 }), async (actors) => {
        const timeline = new Timeline(0, settle);
        const seen: number[] = [];
        const expected: number[] = [];
        for (const { at, waits } of actors) {
          timeline.act(at, async () => {
            seen.push(timeline.now());
            for (const ms of waits) {
              await timeline.wait(ms);
              seen.push(timeline.now());
            }
          });
          let time = at;
          expected.push(time, ...waits.map((ms) => (time += ms)));
        }
        await timeline.run();
        expect(seen).toEqual(expected.sort((a, b) => a - b));
      }),
    );
  });

  test("does not pass while somebody does something that takes promises of its own", async () => {
    const timeline = new Timeline(0, settle);
    const seen: string[] = [];
    timeline.act(1, async () => {
      for (let step = 0; step < 20; step++) await Promise.resolve();
      seen.push(`slow at ${timeline.now()}`);
    });
    timeline.act(2, async () => void seen.push(`quick at ${timeline.now()}`));
    await timeline.run();
    expect(seen).toEqual(["slow at 1", "quick at 2"]);
  });

  test("ends with what somebody has thrown", async () => {
    const timeline = new Timeline(0, settle);
    timeline.act(1, () => Promise.reject(new Error("no")));
    timeline.act(2, () => timeline.wait(5));
    expect(await timeline.run().then(() => "went well", String)).toBe("Error: no");
  });
});
