import { describe, expect, test } from "bun:test";
import type { Conversation } from "../session/conversation.ts";
import { message } from "./fixtures/answers.ts";
import { json } from "./fixtures/fake-upstream.ts";
import { ask, contractText, Rig } from "./fixtures/rig.ts";

const user = (content: string) => ({ role: "user", content });
const assistant = (text: string) => ({ role: "assistant", content: [{ type: "text", text }] });

describe("a conversation", () => {
  test("without a name is known again by the answers that it carries", async () => {
    const rig = new Rig();
    rig.upstream.will(json(message(undefined, "One.")), json(message(undefined, "Two.")));
    await rig.send(ask({ messages: [user("Hi")] }));
    await rig.send(ask({ messages: [user("Hi"), assistant("One."), user("And?")] }));
    const [first, second] = rig.spool.records();
    expect([first?.session_source, second?.session_source]).toEqual(["new", "prefix"]);
    expect(second?.session).toBe(first!.session);
    expect([first?.turn, second?.turn]).toEqual([1, 2]);
    expect([first?.pin, second?.pin]).toEqual(["first", "kept"]);
    expect(second).toMatchObject({ epoch: 0, prefix_stable: true, retry: false });
    expect(JSON.parse(second!.skeleton)).toMatchObject({ extends: first!.exchange, kept: 1 });
  });

  test("whose history carries an answer that nobody here gave is another one", async () => {
    const rig = new Rig();
    rig.upstream.will(json(message(undefined, "One.")));
    await rig.send(ask({ messages: [user("Hi")] }));
    await rig.send(ask({ messages: [user("Hi"), assistant("Feigned."), user("And?")] }));
    const [first, second] = rig.spool.records();
    expect(second?.session).not.toBe(first!.session);
    expect(second?.pin).toBe("assumed");
  });

  test("keeps apart from one of the same name under another agent, whatever the agent is called", async () => {
    for (const agent of ["scout", "constructor", "__proto__", "toString"]) {
      const rig = new Rig();
      rig.upstream.will(json(message()));
      await rig.send(ask(), { "bellwether-session": "s" });
      const response = await rig.send(ask(), { "bellwether-session": "s", "bellwether-agent": agent });
      expect(response.status).toBe(200);
      await rig.send(ask(), { "bellwether-session": "s", "bellwether-agent": agent });
      const [main, first, second] = rig.spool.records();
      expect(rig.reports).toEqual([]);
      expect([main?.agent, first?.agent]).toEqual(["", agent]);
      expect([first?.idle_bucket, second?.retry]).toEqual(["first", true]);
      expect(first).toMatchObject({ parent_exchange: main!.exchange, agent_depth: 1 });
    }
  });

  test("that is unknown here but known to control goes on where it was", async () => {
    const asked: string[] = [];
    const known = (pin: Conversation["pin"]): Conversation => ({
      key: '["acme","","s9"]',
      id: "s9",
      source: "header",
      pin,
      threads: {},
    });
    const lookup = {
      find: (tenant: string, client: string, id: string) => {
        asked.push([tenant, client, id].join("/"));
        return Promise.resolve(known({ ...pinOfRig(), kind: "first" }));
      },
    };
    const rig = new Rig({ lookup });
    rig.upstream.will(json(message()));
    const underWay = { messages: [user("Hi"), assistant("One."), user("And?")] };
    await rig.send(ask(underWay), { "bellwether-session": "s9" });
    await rig.send(ask(underWay), { "bellwether-session": "s9" });
    expect(asked).toEqual(["acme//s9"]);
    expect(rig.spool.records()[0]).toMatchObject({ pin: "kept", session: "s9" });
  });

  test("that begins is not looked up, and one that nobody knows counts as assumed", async () => {
    let asked = 0;
    const lookup = {
      find: () => {
        asked++;
        return Promise.resolve(undefined);
      },
    };
    const rig = new Rig({ lookup });
    rig.upstream.will(json(message()));
    await rig.send(ask(), { "bellwether-session": "a" });
    expect(asked).toBe(0);
    await rig.send(ask({ messages: [user("Hi"), assistant("?"), user("Go on")] }), { "bellwether-session": "b" });
    expect(asked).toBe(1);
    expect(rig.spool.records().map(({ pin }) => pin)).toEqual(["first", "assumed"]);
  });

  test("of one client is not known by another's history", async () => {
    const rig = new Rig({ contract: contractText("observe") });
    rig.upstream.will(json(message(undefined, "One.")));
    await rig.send(ask({ messages: [user("Hi")] }), { "user-agent": "curl/8" });
    await rig.send(ask({ messages: [user("Hi"), assistant("One."), user("x")] }), { "user-agent": "other/1" });
    const [first, second] = rig.spool.records();
    expect(second?.session).not.toBe(first!.session);
  });
});

function pinOfRig(): NonNullable<Conversation["pin"]> {
  const rig = new Rig();
  const contract = rig.snapshot?.registry.surfaces.get("helper")?.versions.get("1.0.0");
  return {
    surface: "helper",
    version: "1.0.0",
    digest: contract?.digest ?? "",
    channel: "stable",
    chosenBy: "only",
    kind: "first",
  };
}
