import { describe, expect, test } from "bun:test";
import type { WireCodec } from "../wire/codec.ts";
import { anthropicMessages } from "../wire/anthropic/codec.ts";
import { readValue, testMemo } from "../wire/codec-suite/reading.ts";
import type { RequestFacts } from "../wire/facts.ts";
import { scanBody } from "../wire/json/scan.ts";
import { spliceBytes } from "../wire/json/splice.ts";
import { openAiChat } from "../wire/openai-chat/codec.ts";
import { openAiResponses } from "../wire/openai-responses/codec.ts";
import { contractedValues } from "./contracted.ts";
import type { Contract } from "./contract.ts";
import { contractOf, small } from "./fixtures/make.ts";
import { judgeRequest, type RequestJudgement } from "./guard.ts";

const ANTHROPIC = contractOf(
  small(
    `model: { provider: anthropic, id: claude-opus-4-6 }
reasoning: { effort: high, thinking: adaptive }
system: [ { id: identity, text: "You are a helper." }, { volatile: true, pattern: "^Today is .*$" } ]
tools: [ { name: search, description: "Finds.", schema: { type: object } } ]
output: { max_tokens: 32000, schema: null }
betas: [ context-management-2025-06-27 ]
context: { edits: [ { type: clear_thinking, keep: all }, { type: clear_tool_uses, keep: 3, trigger: 30000 } ] }
cache: { prompt: { ttl: 1h } }
`,
    "enforce",
  ),
);

const OPENAI = contractOf(
  small(
    `model: { provider: openai, id: gpt-5.5 }
reasoning: { effort: medium }
tools: [ { name: search, description: "Finds.", schema: { type: object } } ]
output: { max_tokens: 4000, schema: { type: object, properties: { a: { type: string } } } }
sampling: { temperature: 1 }
`,
    "enforce",
  ),
);

function judge(contract: Contract, facts: RequestFacts): RequestJudgement {
  const contracted = contractedValues(contract, undefined, "main");
  return judgeRequest({ contracted, matched: { role: "main", known: true }, facts });
}

/** The facts of a request after what the contract fills in has been spliced into its bytes. */
function filled(
  codec: WireCodec,
  contract: Contract,
  value: object,
  headers: Record<string, string> = {},
): RequestFacts {
  const body = scanBody(new TextEncoder().encode(JSON.stringify(value)));
  const { fills } = judge(contract, codec.readRequest(body, new Headers(headers), testMemo()));
  const fill = codec.fill(body, fills);
  expect(fill.unplaced).toEqual([]);
  const bytes = spliceBytes(body.bytes, fill.splices);
  return codec.readRequest(scanBody(bytes), new Headers({ ...headers, ...fill.headers }), testMemo());
}

describe("a request that leaves fields out is as contracted once they are filled in", () => {
  test("in the format of Anthropic", () => {
    const value = {
      model: "claude-opus-4-6",
      tools: [
        {
          name: "search",
          description: "Finds.",
          input_schema: { type: "object" },
          cache_control: { type: "ephemeral", ttl: "1h" },
        },
      ],
      messages: [{ role: "user", content: "hello" }],
    };
    const facts = filled(anthropicMessages, ANTHROPIC, value);
    expect(facts.fields).toMatchObject({
      effort: "high",
      thinking: "adaptive",
      max_tokens: 32_000,
      context_edits: "clear_thinking(keep=all); clear_tool_uses(keep=3,trigger=30000)",
      betas: "context-management-2025-06-27",
    });
    const { findings, fills, contractedValues: values } = judge(ANTHROPIC, facts);
    expect([findings, fills]).toEqual([[], {}]);
    // What the record shows as contracted is, field by field, what the request now asks for.
    expect(values).toEqual({ ...facts.fields, response_format: "text" });
  });

  test("in the format of OpenAI", () => {
    const schema = { type: "object", properties: { a: { type: "string" } } };
    const value = {
      model: "gpt-5.5-2026-03-01",
      tools: [
        { type: "function", function: { name: "search", description: "Finds.", parameters: { type: "object" } } },
      ],
      response_format: { type: "json_schema", json_schema: { name: "x", schema } },
      messages: [{ role: "user", content: "hello" }],
    };
    const facts = filled(openAiChat, OPENAI, value);
    expect(facts.fields).toMatchObject({ effort: "medium", max_tokens: 4000, temperature: 1 });
    expect(judge(OPENAI, facts).findings).toEqual([]);
  });

  test("in the format of OpenAI Responses", () => {
    const schema = { type: "object", properties: { a: { type: "string" } } };
    const value = {
      model: "gpt-5.5-2026-03-01",
      tools: [{ type: "function", name: "search", description: "Finds.", parameters: { type: "object" } }],
      text: { format: { type: "json_schema", name: "x", schema } },
      reasoning: { summary: "auto" },
      input: "hello",
    };
    const facts = filled(openAiResponses, OPENAI, value);
    expect(facts.fields).toMatchObject({ effort: "medium", max_tokens: 4000, temperature: 1 });
    expect(judge(OPENAI, facts).findings).toEqual([]);
  });
});

test("a tool whose schema differs in one word is another tool", () => {
  const value = {
    model: "claude-opus-4-6",
    tools: [{ name: "search", description: "Finds.", input_schema: { type: "string" } }],
    messages: [{ role: "user", content: "hello" }],
  };
  const { findings } = judge(ANTHROPIC, filled(anthropicMessages, ANTHROPIC, value));
  expect(findings.map(({ id }) => id)).toEqual(["TOOLS_MISMATCH", "CACHE_TTL_MISMATCH"]);
  expect(findings[0]?.message).toContain("another definition of search");
});

test("the prompt that a client sends in blocks is the contracted one", () => {
  const value = {
    model: "claude-opus-4-6",
    system: [
      { type: "text", text: "You are a helper.", cache_control: { type: "ephemeral" } },
      { type: "text", text: "Today is Monday." },
    ],
    messages: [{ role: "user", content: "hello" }],
  };
  const facts = readValue(anthropicMessages, value);
  expect(judge(ANTHROPIC, facts).findings.map(({ id }) => id)).not.toContain("SYSTEM_PROMPT_UNREGISTERED");
});
