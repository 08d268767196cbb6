import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { sha256, sha256Short } from "../../core/digest.ts";
import { CODECS } from "../codecs.ts";
import type { WireFormat } from "../facts.ts";
import { ElementCache } from "./element-memo.ts";
import { type Beginning, KnownBeginnings } from "./known-beginnings.ts";
import { scanBody } from "./scan.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const hash = (bytes: Uint8Array, seed: bigint): bigint => BigInt(`0x${sha256Short(bytes)}`) ^ seed;

interface Message {
  readonly role: string;
  readonly content: string;
}

const said = (role: string, text: string, length = 900): Message => ({
  role,
  content: `${text} ${"and so on ".repeat(100)}`.slice(0, length),
});

/** A conversation of so many messages. */
const talk = (count: number, name = "a"): Message[] =>
  Array.from({ length: count }, (_, at) => said(at % 2 === 0 ? "user" : "assistant", `${name}${at}`));

/** A body as clients write it. @param last members behind the messages. */
const bodyOf = (messages: readonly unknown[], last: Readonly<Record<string, unknown>> = {}): Uint8Array =>
  encode(JSON.stringify({ model: "gpt-5.5", messages, ...last }));

/** Reads bodies one after the other as a gateway does. */
function reader(limit = 10_000_000, format: WireFormat = "openai-chat") {
  const codec = CODECS[format];
  const beginnings = new KnownBeginnings(hash, 7n, limit);
  const memo = new ElementCache(hash, 5n, 10_000_000).forTenant("t", (text) => `t:${text.length}`);
  const read = (body: Uint8Array, beginning: Beginning | undefined, scope: string) => {
    const scanned = scanBody(body, beginning?.read);
    const facts = codec.readRequest(scanned, new Headers(), memo, { model: "m", stream: false });
    beginnings.keep(scope, scanned, beginning);
    return { scanned, facts, brought: codec.content.brought(scanned, facts.messages) };
  };
  return (body: Uint8Array, scope = "s") => {
    const beginning = beginnings.find(scope, body);
    const digest = beginnings.digestOf(body, beginning);
    return { known: beginning?.length ?? 0, digest, ...read(body, beginning, scope) };
  };
}

/** The same body read by somebody who knows nothing. */
function expectAsFresh(body: Uint8Array, got: ReturnType<ReturnType<typeof reader>>, format?: WireFormat): void {
  const fresh = reader(undefined, format)(body);
  expect(got.digest).toBe(sha256(body));
  expect(got.facts).toEqual(fresh.facts);
  expect(got.brought).toEqual(fresh.brought);
  expect([...got.scanned.members]).toEqual([...fresh.scanned.members]);
  expect([...got.scanned.arrays]).toEqual([...fresh.scanned.arrays]);
}

describe("known beginnings", () => {
  test("spare a conversation's next request nearly all of its bytes", () => {
    const ask = reader();
    const messages = talk(30);
    expect(ask(bodyOf(messages)).known).toBe(0);
    const next = bodyOf([...messages, said("assistant", "yes"), said("user", "more")]);
    const got = ask(next);
    expect(got.known).toBeGreaterThan(0.8 * next.length);
    expectAsFresh(next, got);
  });

  test("give what a fresh reading gives, however a conversation goes on", () => {
    const step = fc.oneof(
      { weight: 5, arbitrary: fc.record({ kind: fc.constant("grows"), by: fc.integer({ min: 1, max: 12 }) }) },
      fc.record({ kind: fc.constantFrom("rewinds", "rewrites", "marks"), by: fc.integer({ min: 1, max: 30 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { minLength: 2, maxLength: 12 }), fc.boolean(), (steps, behind) => {
        const ask = reader();
        let messages = talk(20);
        for (const [turn, { kind, by }] of steps.entries()) {
          if (kind === "grows") messages = [...messages, ...talk(by, `g${turn}.`)];
          else if (kind === "rewinds") messages = messages.slice(0, Math.max(1, messages.length - by));
          else if (kind === "rewrites")
            messages = messages.map((one, at) => (at === by ? said("user", `other ${turn}`) : one));
          const marked =
            kind === "marks"
              ? messages.map((one, at) => (at === messages.length - 1 ? { ...one, name: "m" } : one))
              : messages;
          const body = bodyOf(marked, behind ? { stream: turn % 2 === 0, tools: [], stop: ["a", "b"] } : {});
          expectAsFresh(body, ask(body));
        }
      }),
      { numRuns: 60 },
    );
  });

  test.each([
    ["anthropic-messages", "messages", (role: string, text: string) => ({ role, content: [{ type: "text", text }] })],
    ["openai-responses", "input", (role: string, text: string) => ({ type: "message", role, content: text })],
    ["gemini", "contents", (role: string, text: string) => ({ role, parts: [{ text }] })],
    ["bedrock-converse", "messages", (role: string, text: string) => ({ role, content: [{ text }] })],
  ] as const)("are the same in %s, with other lists before and behind", (format, key, make) => {
    const ask = reader(undefined, format);
    const messages = talk(24).map(({ role, content }) => make(role, content));
    let longest = 0;
    for (let turn = 0; turn < 12; turn++) {
      if (turn === 7) messages.splice(-5);
      const body = encode(JSON.stringify({ x_before: ["a", 1], [key]: messages, x_behind: [{ b: [] }] }));
      const got = ask(body);
      expectAsFresh(body, got, format);
      longest = Math.max(longest, got.known);
      messages.push(make("assistant", `answer ${turn}`), make("user", `${"more ".repeat(200)}${turn}`));
    }
    expect(longest).toBeGreaterThan(20_000);
  });

  test("end where one byte is another, wherever it is", () => {
    const messages = talk(40);
    const first = bodyOf(messages);
    fc.assert(
      fc.property(fc.nat({ max: first.length - 1 }), (at) => {
        const ask = reader();
        ask(first);
        const changed = Uint8Array.from(first);
        // Within a text, so that what is changed is still JSON.
        if (changed[at] !== 0x6e) return;
        changed[at] = 0x6d;
        expectAsFresh(changed, ask(changed));
      }),
      { numRuns: 60 },
    );
  });

  test("are kept apart by scope", () => {
    const ask = reader();
    const messages = talk(30);
    ask(bodyOf(messages), "one tenant");
    const next = bodyOf([...messages, said("assistant", "yes"), said("user", "more")]);
    expect(ask(next, "another tenant").known).toBe(0);
    expect(ask(next, "one tenant").known).toBeGreaterThan(0);
  });

  test("are not taken from a list that stands twice, nor given to one", () => {
    const ask = reader();
    const messages = talk(30);
    const [once, other] = [JSON.stringify(messages), JSON.stringify(talk(4, "b"))];
    ask(encode(`{"model":"m","messages":${once}}`));
    const twice = encode(`{"model":"m","messages":${once},"messages":${other}}`);
    expectAsFresh(twice, ask(twice));
    const again = reader();
    again(twice);
    expect(again(twice).known).toBe(0);
  });

  test("of short requests are not kept", () => {
    const ask = reader();
    const messages = talk(8);
    ask(bodyOf(messages));
    expect(ask(bodyOf([...messages, said("assistant", "yes"), said("user", "more")])).known).toBe(0);
  });

  test("are forgotten, the longest unused first, when there are too many", () => {
    const ask = reader(100_000);
    const one = talk(30, "first");
    ask(bodyOf(one));
    for (let other = 0; other < 12; other++) ask(bodyOf(talk(30, `other${other}.`)));
    expect(ask(bodyOf(one)).known).toBe(0);
    expect(ask(bodyOf(talk(30, "other11."))).known).toBeGreaterThan(0);
  });

  test("do not hold back what is wrong behind them", () => {
    const ask = reader();
    const messages = talk(30);
    const whole = new TextDecoder().decode(bodyOf(messages));
    ask(encode(whole));
    for (const wrong of [whole.slice(0, -1), `${whole.slice(0, -2)},]}`, `${whole.slice(0, -2)} x]}`, `${whole}x`])
      expect(() => ask(encode(wrong))).toThrow("the request body could not be read");
  });
});
