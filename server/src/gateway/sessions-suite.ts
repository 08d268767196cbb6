import { beforeEach, describe, expect, test } from "bun:test";
import { replyDigest } from "../wire/reply.ts";
import type { MessageFacts } from "../wire/facts.ts";
import type { Pin } from "../session/conversation.ts";
import type { Naming, Recognised } from "../session/book.ts";
import type { Beginning, Sessions } from "./sessions.ts";

const PIN: Pin = {
  surface: "s",
  version: "1.0.0",
  digest: "sha256:1",
  channel: "stable",
  chosenBy: "only",
  kind: "first",
};

const message = (role: MessageFacts["role"], text: string): MessageFacts => ({
  role,
  digest: `${role}:${text}`,
  turn: role === "user",
  reasoning: [],
  toolCalls: [],
  bytes: text.length,
  skeleton: "",
  ...(role === "assistant" ? { reply: replyDigest(text, []) } : {}),
});

/** What sessions must do, whether one worker has them or several share them. Each test begins with empty ones. */
export function describeSessions(name: string, open: () => Sessions): void {
  describe(`sessions: ${name}`, () => {
    let sessions: Sessions;
    let exchanges: number;
    beforeEach(() => {
      sessions = open();
      exchanges = 0;
    });

    const naming = (parts: Partial<Naming>): Naming => ({
      tenant: "t",
      client: "c",
      header: undefined,
      conversation: undefined,
      messages: [],
      ...parts,
    });

    /** One exchange from its recognition to its end. */
    async function exchange(
      parts: Partial<Naming>,
      answer: string,
      more: {
        agent?: string;
        parentAgent?: string;
        pin?: Pin;
        compaction?: boolean;
        response?: string;
        items?: readonly string[];
        refused?: boolean;
      } = {},
    ): Promise<Beginning & { session: Recognised; exchange: string }> {
      const named = naming(parts);
      const session = await sessions.recognise(named);
      const id = `exchange-${++exchanges}`;
      const agent = more.agent ?? "";
      const begun = await sessions.begin({
        session,
        agent,
        parentAgent: more.parentAgent,
        pin: more.pin ?? PIN,
        compaction: more.compaction ?? false,
        seen: {
          exchange: id,
          at: exchanges * 1_000,
          model: "m",
          messages: named.messages,
          prefixBytes: "p",
          ...(named.response === undefined ? {} : { continues: { response: named.response } }),
        },
      });
      if (more.refused === true) {
        await sessions.withdraw(session, agent, id);
        return { ...begun, session, exchange: id };
      }
      const ending = {
        exchange: id,
        at: exchanges * 1_000 + 500,
        complete: true,
        reasoning: [],
        callsTools: false,
        ...(more.response === undefined ? {} : { response: more.response, items: more.items ?? [] }),
      };
      await sessions.end(session, agent, ending, replyDigest(answer, []));
      return { ...begun, session, exchange: id };
    }

    test("a conversation that is named keeps its pin and counts its turns", async () => {
      const opening = [message("user", "hi")];
      const first = await exchange({ header: "a", messages: opening }, "hello");
      const second = await exchange(
        { header: "a", messages: [...opening, message("assistant", "hello"), message("user", "more")] },
        "yes",
        { pin: { ...PIN, version: "2.0.0" } },
      );
      expect([first.session.known, second.session.known, second.session.pin?.version]).toEqual([false, true, "1.0.0"]);
      expect([first.standing.turn, second.standing.turn, second.standing.prefixStable]).toEqual([1, 2, true]);
    });

    test("a conversation without a name is known by its history and our answer", async () => {
      const opening = [message("user", "hi")];
      const first = await exchange({ messages: opening }, "hello");
      const second = await exchange(
        { messages: [...opening, message("assistant", "hello"), message("user", "more")] },
        "yes",
      );
      const foreign = await exchange(
        { messages: [...opening, message("assistant", "never said"), message("user", "more")] },
        "no",
      );
      expect([second.session.id, second.session.source]).toEqual([first.session.id, "prefix"]);
      expect(foreign.session.id).not.toBe(first.session.id);
    });

    test("a conversation goes on from a stored answer, and only inside of its tenant", async () => {
      const first = await exchange({ messages: [message("user", "hi")] }, "hello", { response: "resp_1" });
      const next = { response: "resp_1", messages: [message("user", "more")] };
      const second = await exchange(next, "yes", { pin: { ...PIN, version: "2.0.0" } });
      expect([second.session.id, second.session.source]).toEqual([first.session.id, "response"]);
      expect([second.session.pin?.version, second.standing.turn]).toEqual(["1.0.0", 2]);
      const foreign = await exchange({ ...next, tenant: "u" }, "no");
      expect([foreign.session.known, foreign.session.source]).toEqual([false, "new"]);
    });

    test("a conversation is known by the items of its answers, where they are named and not sent again", async () => {
      const opening = [message("user", "hi")];
      const first = await exchange({ messages: opening }, "hello", { response: "resp_1", items: ["rs_1", "msg_1"] });
      const named: MessageFacts = { ...message("tool", "msg_1"), role: "assistant", reference: "msg_1" };
      const second = await exchange({ messages: [...opening, named, message("user", "more")] }, "yes");
      expect([second.session.id, second.session.source]).toEqual([first.session.id, "response"]);
      expect(second.standing).toMatchObject({ turn: 2, epoch: 0, prefixStable: true });
    });

    test("two conversations that went the same way are not merged", async () => {
      const opening = [message("user", "hi")];
      const ids = [await exchange({ messages: opening }, "hello"), await exchange({ messages: opening }, "hello")].map(
        ({ session }) => session.id,
      );
      const next = await exchange(
        { messages: [...opening, message("assistant", "hello"), message("user", "more")] },
        "yes",
      );
      expect(new Set([...ids, next.session.id]).size).toBe(3);
    });

    test("the same name of another tenant or client is another conversation", async () => {
      await exchange({ header: "a" }, "x");
      expect((await sessions.recognise(naming({ header: "a", tenant: "other" }))).known).toBe(false);
      expect((await sessions.recognise(naming({ header: "a", client: "other" }))).known).toBe(false);
    });

    test("a sub-agent has a thread of its own and knows its parent's exchange", async () => {
      const main = await exchange({ header: "a", messages: [message("user", "hi")] }, "x");
      const child = await exchange({ header: "a", messages: [message("user", "look")] }, "y", {
        agent: "child",
        parentAgent: "",
      });
      const again = await exchange(
        { header: "a", messages: [message("user", "hi"), message("assistant", "x"), message("user", "on")] },
        "z",
      );
      expect([child.parentExchange, child.standing.turn]).toEqual([main.exchange, 1]);
      expect([again.standing.prefixStable, again.standing.epoch]).toEqual([true, 0]);
    });

    test("an exchange that is refused leaves its session as it was, the first one too, and one that would summarise", async () => {
      const opening = [message("user", "hi")];
      const refused = await exchange({ header: "a", messages: [message("user", "never")] }, "", { refused: true });
      const first = await exchange({ header: "a", messages: opening }, "hello");
      expect([refused.standing.epochReason, first.standing.epoch, first.standing.previous]).toEqual([
        "start",
        0,
        undefined,
      ]);
      await exchange({ header: "a", messages: [message("user", "else")] }, "", { refused: true });
      const summing = { agent: "compaction:1", parentAgent: "", compaction: true, refused: true };
      await exchange({ header: "a", messages: [message("user", "summarise")] }, "", summing);
      const next = await exchange(
        { header: "a", messages: [...opening, message("assistant", "hello"), message("user", "more")] },
        "yes",
      );
      expect(next.standing).toMatchObject({ turn: 2, epoch: 0, prefixStable: true, idleMs: 2_500 });
      expect(next.standing.previous?.exchange).toBe(first.exchange);
      const rewound = await exchange({ header: "a", messages: [...opening, message("user", "else")] }, "z");
      expect(rewound.standing.epochReason).toBe("rewind");
    });

    test("a compaction begins an epoch in the thread whose history it summarises", async () => {
      await exchange(
        { header: "a", messages: [message("user", "one"), message("assistant", "x"), message("user", "two")] },
        "y",
      );
      await exchange({ header: "a", messages: [message("user", "summarise")] }, "summary", {
        agent: "compaction:1",
        parentAgent: "",
        compaction: true,
      });
      const after = await exchange(
        { header: "a", messages: [message("user", "summary"), message("user", "three")] },
        "z",
      );
      expect([after.standing.epoch, after.standing.epochReason, after.standing.compacted]).toEqual([
        1,
        "compaction",
        true,
      ]);
    });
  });
}
