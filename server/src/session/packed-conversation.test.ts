import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { sha256Short } from "../core/digest.ts";
import { type Conversation, conversationKey } from "./conversation.ts";
import { ConversationPacker } from "./packed-conversation.ts";

const text = fc.oneof(fc.string(), fc.constantFrom("", "__proto__", "constructor", '"]', "null"));
const digest = fc.nat({ max: 999 }).map((number) => sha256Short(String(number)));
/** What comes from elsewhere (control, a record) may have digests of another kind. */
const digests = fc.array(fc.oneof({ weight: 9, arbitrary: digest }, { weight: 1, arbitrary: text }), { maxLength: 6 });

const ALWAYS = [
  "turn",
  "epoch",
  "epochReason",
  "lastExchange",
  "lastAt",
  "maxIdleMs",
  "history",
  "model",
  "prefixBytes",
  "compacted",
  "resumed",
  "reasoning",
  "equal",
  "inToolLoop",
  "compactionAsked",
] as const;

const voice = fc.record(
  {
    system: text,
    at: fc.nat(),
    tools: text,
    edits: text,
    version: text,
    cleared: fc.record({ exchange: text, turn: fc.nat(), edits: text }),
  },
  { requiredKeys: ["system", "at"] },
);

const thread = fc.record(
  {
    turn: fc.nat(),
    epoch: fc.nat(),
    epochReason: fc.constantFrom("start", "compaction", "rewind", "model_switch", "fork", "rewrite"),
    lastExchange: text,
    lastAt: fc.nat(),
    maxIdleMs: fc.nat(),
    history: fc.record(
      {
        count: fc.nat(),
        chain: digest,
        digests,
        turns: fc.array(fc.boolean()),
        bare: fc.record({ count: fc.nat(), chain: digest }),
      },
      { requiredKeys: ["count", "chain"] },
    ),
    model: text,
    prefixBytes: text,
    compacted: fc.boolean(),
    resumed: fc.boolean(),
    reasoning: fc.array(fc.record({ at: fc.nat(), digests: fc.array(text) })),
    equal: fc.array(text),
    inToolLoop: fc.boolean(),
    compactionAsked: fc.boolean(),
    answered: text,
    base: fc.record({ answered: text }),
    watch: fc.record(
      {
        voices: fc.array(voice, { maxLength: 4 }),
        thinking: text,
        cache: fc.record({ tokens: fc.nat(), at: fc.nat(), ttlMs: fc.nat() }),
        size: fc.record({ tokens: fc.nat(), bytes: fc.nat() }),
        spawned: fc.record({ task: text, model: text, exchange: text }),
        began: fc.dictionary(fc.constantFrom("PREFIX_CHANGED", "TOOLS_REORDERED"), text),
      },
      { requiredKeys: ["voices"] },
    ),
    spawns: fc.array(fc.record({ task: text, model: text, exchange: text })),
  },
  { requiredKeys: [...ALWAYS] },
);

const pin = fc.record(
  {
    surface: fc.constantFrom("a", "b"),
    version: fc.constantFrom("1.0.0", "1.1.0"),
    digest: fc.constantFrom("sha256:a", "sha256:b"),
    channel: fc.constantFrom("stable", "beta"),
    chosenBy: fc.constantFrom("only", "header"),
    kind: fc.constantFrom("first", "assumed"),
    choice: text,
  },
  { requiredKeys: ["surface", "version", "digest", "channel", "chosenBy", "kind"] },
);

const conversation = fc
  .record({
    names: fc.tuple(text, text, text),
    otherId: fc.option(text, { nil: undefined, freq: 8 }),
    source: fc.constantFrom("header", "client", "prefix", "response", "new"),
    pin: fc.option(pin, { nil: undefined }),
    threads: fc.dictionary(text, thread, { maxKeys: 3 }),
  })
  .map(({ names, otherId, ...rest }) => {
    const known = { key: conversationKey(...names), id: otherId ?? names[2], ...rest };
    return known as unknown as Conversation;
  });

describe("a packed conversation", () => {
  test("is the same again, whatever its client called it, its agents and its models", () => {
    fc.assert(
      fc.property(fc.array(conversation, { minLength: 1, maxLength: 4 }), (conversations) => {
        const packer = new ConversationPacker();
        const texts = conversations.map((one) => packer.pack(one));
        expect(texts.map((one) => packer.unpack(one))).toEqual(conversations);
        for (const [index, one] of conversations.entries()) {
          const { threads } = packer.unpack(texts[index]!);
          expect(Object.keys(threads).sort()).toEqual(Object.keys(one.threads).sort());
        }
      }),
    );
  });

  test("is far shorter than its JSON", () => {
    const digests = Array.from({ length: 5 }, (_, index) => sha256Short(String(index)));
    const chat: Conversation = {
      key: conversationKey("acme", "", "01a0f755-f200-7005-966c-c873ba390a9e"),
      id: "01a0f755-f200-7005-966c-c873ba390a9e",
      source: "new",
      pin: {
        surface: "helper",
        version: "1.0.0",
        digest: `sha256:${"a".repeat(64)}`,
        channel: "stable",
        chosenBy: "only",
        kind: "first",
      },
      threads: {
        "": {
          turn: 3,
          epoch: 0,
          epochReason: "start",
          lastExchange: "01a0f755-f200-7004-b4fc-484f69effa35",
          lastAt: 1_790_856_000_000,
          maxIdleMs: 0,
          history: { count: 5, chain: digests[0]!, digests, turns: [true, false, true, false, true] },
          model: "gpt-5.5",
          prefixBytes: digests[1]!,
          compacted: false,
          resumed: true,
          reasoning: [],
          equal: ["01a0f755-f200-7004-b4fc-484f69effa35"],
          inToolLoop: false,
          compactionAsked: false,
        },
      },
    };
    const packer = new ConversationPacker();
    expect(packer.pack(chat).length).toBeLessThan(0.6 * JSON.stringify(chat).length);
  });
});
