import { describe, expect, test } from "bun:test";
import { message } from "./fixtures/answers.ts";
import { json } from "./fixtures/fake-upstream.ts";
import { ask, contractText, errorOf, KEY, Rig, TEST_KEY, upstreamConfig } from "./fixtures/rig.ts";

const T0 = Date.UTC(2026, 3, 1, 9);
const HOUR = 3_600_000;
const LAB = { contract: contractText("observe"), upstreams: [upstreamConfig({ lab: true, key: "none" })] };
const clock = (at: number | string) => ({
  "x-api-key": TEST_KEY,
  "bellwether-session": "soak",
  "bellwether-clock": String(at),
});

describe("a time that a test plays", () => {
  test("is the session's, and takes none: a day goes by between two requests", async () => {
    const rig = new Rig(LAB);
    rig.upstream.will(json(message()), json(message()), json(message()));
    const first = ask({ messages: [{ role: "user", content: "one" }] });
    await rig.send(first, clock(T0));
    await rig.send(first, clock(new Date(T0 + 25 * HOUR).toISOString()));
    const [before, after] = rig.spool.records();
    expect([before?.idle_bucket, before?.virtual_at]).toEqual(["first", T0]);
    expect(after).toMatchObject({ idle_bucket: ">24h", idle_ms: 25 * HOUR, virtual_at: T0 + 25 * HOUR, resumed: true });
    // When it was received is the clock's own: records of tests lie where they were made.
    expect((after?.received_at ?? 0) - (before?.received_at ?? 0)).toBeLessThan(HOUR);
    expect([before?.synthetic, after?.session]).toEqual([true, "clock/soak"]);
  });

  test("is told to the lab, with the session whose caches age by it, and to no real provider", async () => {
    const rig = new Rig(LAB);
    rig.upstream.will(json(message()));
    await rig.send(ask(), clock(T0));
    const headers = rig.upstream.requests[0]?.headers;
    expect([headers?.get("x-lab-clock"), headers?.get("x-lab-clock-space")]).toEqual([String(T0), "clock/soak"]);
    expect(headers?.get("bellwether-clock")).toBeNull();
    const real = new Rig({ contract: contractText("observe") });
    const refused = await real.send(ask(), clock(T0));
    expect([refused.status, (await errorOf(refused)).message]).toEqual([
      403,
      expect.stringContaining("anthropic is a real provider"),
    ]);
    expect(real.upstream.requests).toEqual([]);
  });

  test("is one provider's for all parts of a test, each of which is a session of its own", async () => {
    const rig = new Rig(LAB);
    rig.upstream.will(json(message()), json(message()));
    await rig.send(ask(), clock(T0));
    await rig.send(ask(), { ...clock(T0), "bellwether-session": "soak~extract" });
    expect(rig.upstream.requests.map(({ headers }) => headers.get("x-lab-clock-space"))).toEqual([
      "clock/soak",
      "clock/soak",
    ]);
    expect(rig.spool.records().map(({ session, turn }) => [session, turn])).toEqual([
      ["clock/soak", 1],
      ["clock/soak~extract", 1],
    ]);
  });

  test("keeps a session of its own beside the real one of the same name", async () => {
    const rig = new Rig(LAB);
    rig.upstream.will(json(message()), json(message()));
    await rig.send(ask(), { "bellwether-session": "soak" });
    await rig.send(ask(), clock(T0));
    expect(rig.spool.records().map(({ session, idle_bucket: idle }) => [session, idle])).toEqual([
      ["soak", "first"],
      ["clock/soak", "first"],
    ]);
  });

  test("is for keys of kind test alone, has to be a time, and has to be some session's", async () => {
    const rig = new Rig(LAB);
    const refusal = async (headers: Record<string, string>) => {
      const response = await rig.send(ask(), headers);
      return [response.status, (await errorOf(response)).message];
    };
    expect(await refusal({ ...clock(T0), "x-api-key": KEY })).toEqual([403, expect.stringContaining("of kind test")]);
    for (const wrong of ["yesterday", "-5", "2026-04-01 12:00", "99999999999999999"])
      expect(await refusal(clock(wrong))).toEqual([400, expect.stringContaining("bellwether-clock is no time")]);
    const { "bellwether-session": _none, ...nameless } = clock(T0);
    expect(await refusal(nameless)).toEqual([400, expect.stringContaining("needs bellwether-session")]);
  });
});
