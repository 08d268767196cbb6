import { describe, expect, test } from "bun:test";
import { message } from "./fixtures/answers.ts";
import { json } from "./fixtures/fake-upstream.ts";
import { ask, contractText, Rig } from "./fixtures/rig.ts";

const IDLE = 2 * 3_600_000;
const ANOTHER = "claude-other-model";

describe("a request that is refused", () => {
  test("is no part of its session for one that comes in the same moment", async () => {
    const rig = new Rig({ contract: contractText("verify") });
    const session = { "bellwether-session": "s" };
    const messages: object[] = [{ role: "user", content: "turn 0" }];
    rig.upstream.will(json({ ...message(undefined, "Answer 0."), id: "m0" }));
    await (await rig.send(ask({ messages }), session)).text();
    rig.clock.advance(IDLE);
    messages.push({ role: "assistant", content: "Answer 0." }, { role: "user", content: "turn 1" });
    rig.upstream.will(json({ ...message(undefined, "Answer 1."), id: "m1" }));
    const [refused, taken] = await Promise.all([
      rig.send(ask({ messages, model: ANOTHER }), session),
      rig.send(ask({ messages }), session),
    ]);
    expect([refused.status, taken.status]).toEqual([409, 200]);
    await taken.text();
    const last = rig.spool.records().find(({ outcome, idle_ms }) => outcome === "complete" && idle_ms !== null);
    expect(last).toMatchObject({ idle_ms: IDLE, retry: false, epoch: 0 });
  });

  test("leaves nothing in its session, however many come at once", async () => {
    const rig = new Rig({ contract: contractText("verify") });
    const sessions = Array.from({ length: 200 }, (_, index) => ({ "bellwether-session": `s${index}` }));
    const at = (text: string, model?: string) =>
      ask({ messages: [{ role: "user", content: text }], ...(model === undefined ? {} : { model }) });
    const refused = await Promise.all(sessions.map((session) => rig.send(at("one", ANOTHER), session)));
    expect(refused.every(({ status }) => status === 409)).toBe(true);
    for (const session of sessions) {
      rig.upstream.will(json(message(undefined, "Yes.")));
      await (await rig.send(at("two"), session)).text();
    }
    const taken = rig.spool.records().filter(({ outcome }) => outcome === "complete");
    expect(taken.length).toBe(200);
    expect(taken.filter(({ epoch, idle_ms }) => epoch !== 0 || idle_ms !== null)).toEqual([]);
  });
});
