import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { testMemo } from "../../wire/codec-suite/reading.ts";
import { readRequest } from "./read-request.ts";
import { readTrafficLine, type TrafficRequest, trafficLine } from "./traffic.ts";

const text = fc.string({ unit: "grapheme", maxLength: 30 });
const request: fc.Arbitrary<TrafficRequest> = fc.record(
  {
    exchange: text,
    at: fc.nat(4_000_000_000_000),
    tenant: text,
    session: text,
    agent: text,
    audience: text,
    idleMs: fc.nat(),
    maxIdleMs: fc.nat(),
    path: text.map((rest) => `/${rest}`),
    query: text,
    headers: fc.dictionary(fc.stringMatching(/^[a-z][a-z-]{0,12}$/), text),
    body: text,
  },
  { requiredKeys: ["exchange", "at", "tenant", "session", "agent", "path", "query", "headers", "body"] },
);
const told = (line: string): string => {
  try {
    readTrafficLine(line, "t.jsonl", 3);
    return "";
  } catch (error) {
    return error instanceof Error ? error.message : "";
  }
};

describe("a line of a traffic file", () => {
  test("gives back the request that it was made from, whatever is in it", () => {
    fc.assert(
      fc.property(request, (one) => {
        const line = trafficLine(one);
        expect(line.indexOf("\n")).toBe(line.length - 1);
        expect(readTrafficLine(line, "t.jsonl", 1)).toEqual(one);
      }),
    );
  });

  test("that a person wrote needs a path and a body, and is named by its number", () => {
    const line = JSON.stringify({ path: "/v1/messages", body: { model: "m" }, headers: { "X-Plan": "free" } });
    expect(readTrafficLine(line, "t.jsonl", 7)).toMatchObject({
      exchange: "line 7",
      body: '{"model":"m"}',
      headers: { "x-plan": "free" },
    });
  });

  test("that is none is refused with its file, its number and what is wrong", () => {
    expect(told("{")).toStartWith("t.jsonl:3 is no JSON");
    expect(told("[]")).toStartWith("t.jsonl:3 is no request of a traffic file: the line:");
    expect(told('{"body":"{}"}')).toContain("path:");
    expect(told('{"path":"/v1/messages","body":"{}","at":"noon"}')).toContain("at:");
  });
});

describe("a request of a traffic file", () => {
  const read = (path: string, body: string) =>
    readRequest(readTrafficLine(JSON.stringify({ path, body }), "t.jsonl", 1), testMemo());

  test("is understood as the gateway understands it", () => {
    const body = '{"model":"claude-opus-4-6","max_tokens":5,"messages":[{"role":"user","content":"hi"}]}';
    const result = read("/v1/messages", body);
    expect(result.ok && result.request.facts.fields).toMatchObject({ model: "claude-opus-4-6", max_tokens: 5 });
  });

  test("is told apart where it asks no model, and where it cannot be read", () => {
    expect(read("/v1/models", "")).toMatchObject({ ok: false, kind: "other" });
    expect(read("/v1/messages", "{")).toMatchObject({ ok: false, kind: "broken" });
  });
});
