import { describe, expect, test } from "bun:test";
import { BellwetherError, isBellwetherError } from "../core/error.ts";
import { untilReached } from "./until-reached.ts";

describe("what is done with a store", () => {
  test("is done again while what is in the way may pass, and says each reason once", async () => {
    const said: string[] = [];
    const inTheWay = [
      new BellwetherError("store_unreachable", "it is away"),
      new BellwetherError("query_invalid", "no"),
    ];
    const done = await untilReached(
      async () => {
        const next = inTheWay.shift();
        if (next !== undefined) throw next;
      },
      { wanted: () => true, report: (what) => said.push(what), mayPass: isBellwetherError, everyMs: 0 },
    );
    expect([done, said]).toEqual([true, ["waits, because it is away", "waits, because no"]]);
  });

  test("is given up where something is in the way that stays, and where nobody wants it any more", async () => {
    const refusal = new BellwetherError("query_invalid", "no");
    const report = (): void => undefined;
    const refused = untilReached(() => Promise.reject(refusal), { wanted: () => true, report });
    expect(await refused.catch((thrown: unknown) => thrown)).toBe(refusal);
    const away = new BellwetherError("store_unreachable", "it is away");
    let asked = 0;
    const wanted = (): boolean => asked++ < 3;
    expect(await untilReached(() => Promise.reject(away), { wanted, report, everyMs: 0 })).toBe(false);
  });
});
