import { describe, expect, test } from "bun:test";
import { canonicalTextDigest } from "../wire/json/canonical-text.ts";
import { declarationFact } from "../wire/gemini/declarations.ts";
import { toolFact, toolOrderDigest, toolsDigest } from "../wire/tool-digests.ts";
import { contractedValues } from "./contracted.ts";
import { compareTools } from "./contracted-tools.ts";
import { editsAgree, editsAt } from "./edits.ts";
import { EXAMPLE, contractOf, factsOf, small } from "./fixtures/make.ts";

const example = contractOf(EXAMPLE);
const role = (text: string) => contractedValues(contractOf(small(`${text}\n`)), undefined, "main");
const HOUR = 3_600_000;

describe("what is contracted", () => {
  test("of the example's main role", () => {
    const { fields, model, severity } = contractedValues(example, undefined, "main");
    expect(fields).toEqual({
      model: { value: "claude-opus-4-6" },
      effort: { value: "high", min: "medium", by: ["user", "client"] },
      thinking: { value: "adaptive" },
      max_tokens: { value: 32000 },
      temperature: { value: 1 },
      tool_order_digest: { value: toolOrderDigest(["edit_file", "search"]) },
      cache_ttl: { value: "1h" },
      context_edits: { value: "clear_thinking(keep=all)" },
      response_format: { value: "text" },
      betas: { value: "context-management-2025-06-27" },
    });
    expect(model).toEqual({ provider: "anthropic", snapshot: "claude-opus-4-6-20260115", region: "us", pinned: true });
    expect(severity).toEqual({ mode: "enforce", safetyCritical: false, overrides: {} });
  });

  test("of an audience is its own", () => {
    expect(contractedValues(example, "free", "main").fields.effort).toEqual({ value: "medium" });
    expect(contractedValues(example, "free", "main").audience).toBe("free");
    expect(contractedValues(example, "nobody", "main").audience).toBeUndefined();
  });

  test("of a role that the contract does not have is nothing", () => {
    const unknown = contractedValues(example, undefined, "toString");
    expect([unknown.role, unknown.known, unknown.fields]).toEqual(["unknown", false, {}]);
  });

  test("is made once", () => {
    expect(contractedValues(example, undefined, "main")).toBe(contractedValues(example, "nobody", "main"));
  });

  test("does not hold the edits of thinking for a role that does not think", () => {
    expect(contractedValues(example, undefined, "searcher").fields.context_edits).toEqual({ value: "" });
  });

  test("of thinking is a kind, a budget, or bounds of budgets", () => {
    expect(role("reasoning: { thinking: enabled }").fields.thinking).toEqual({ value: "enabled" });
    expect(role("reasoning: { thinking: { budget_tokens: 8000 } }").fields.thinking).toEqual({ value: "enabled:8000" });
    expect(role("reasoning: { thinking: { budget_tokens: { default: 8000, min: 4000 } } }").fields.thinking).toEqual({
      value: "enabled:8000",
      min: "enabled:4000",
      by: ["client", "user"],
    });
    expect(
      role("reasoning: { thinking: { default: adaptive, allow: [ adaptive, disabled, { budget_tokens: 1000 } ] } }")
        .fields.thinking,
    ).toEqual({ value: "adaptive", allow: ["adaptive", "disabled", "enabled:1000"], by: ["client", "user"] });
  });

  test("of an answer's schema is its digest as requests have it", () => {
    const schema = { type: "object", properties: { a: { type: "string" } } };
    expect(role(`output: { schema: ${JSON.stringify(schema)} }`).fields.response_format).toEqual({
      value: `json_schema:${canonicalTextDigest(schema)}`,
    });
  });

  test("of cache and context may be a role's own", () => {
    const contract = contractOf(
      small(
        "cache: { prompt: { ttl: 1h } }\nroles: { main: { match: { default: true } }, side: { match: { agent: true }, cache: { prompt: { ttl: 5m } } } }\n",
      ),
    );
    expect(contractedValues(contract, undefined, "main").fields.cache_ttl).toEqual({ value: "1h" });
    expect(contractedValues(contract, undefined, "side").fields.cache_ttl).toEqual({ value: "5m" });
  });
});

describe("contracted tools", () => {
  const definition = { name: "a", description: "Does a.", input_schema: { type: "object" } };
  const fact = toolFact("a", definition);
  const offered = { ...factsOf({}), tools: [fact] };

  test("are compared in full where description and schema are declared", () => {
    const { tools = [], toolsDigests } = role(
      'tools: [ { name: a, description: "Does a.", schema: { type: object } } ]',
    );
    expect(compareTools(tools, offered)).toEqual({ missing: [], added: [], changed: [] });
    expect(toolsDigests?.["anthropic-messages"]).toBe(toolsDigest([fact]));
    const other = { ...offered, tools: [toolFact("a", { ...definition, description: "Does b." })] };
    expect(compareTools(tools, other).changed).toEqual(["a"]);
  });

  test("are compared in the form of the request's format", () => {
    const { tools = [] } = role('tools: [ { name: a, description: "Does a.", schema: { type: object } } ]');
    const call = { name: "a", description: "Does a.", parameters: { type: "object" } };
    const facts = {
      ...offered,
      format: "openai-chat" as const,
      tools: [toolFact("a", { type: "function", function: call })],
    };
    expect(compareTools(tools, facts).changed).toEqual([]);
    const declared = declarationFact({ ...call, parameters: { type: "OBJECT" } });
    expect(compareTools(tools, { ...offered, format: "gemini", tools: [declared] }).changed).toEqual([]);
  });

  test("are compared by the digest that the contract holds", () => {
    const { tools = [] } = role(`tools: [ { name: a, digest: "${fact.digest}" } ]`);
    expect(compareTools(tools, offered).changed).toEqual([]);
  });

  test("are compared by name where only that is declared", () => {
    const { tools = [], toolsDigests } = role("tools: [ { name: a }, { name: b } ]");
    expect(compareTools(tools, factsOf({ tools: ["c", "a"] }))).toEqual({ missing: ["b"], added: ["c"], changed: [] });
    expect(toolsDigests).toBeUndefined();
  });
});

describe("context edits", () => {
  const once = role(
    'context: { edits: [ { type: clear_thinking, keep: all }, { type: clear_thinking, keep: 1, when: { idle: ">1h" }, repeat: once } ] }',
  );
  const latched = role(
    'context: { edits: [ { type: clear_thinking, keep: 1, when: { idle: ">1h" }, repeat: every_turn } ] }',
  );

  test("of after a gap hold on the next request only", () => {
    expect(editsAt(once, { ms: 1000 })).toEqual([{ type: "clear_thinking", keep: "all" }]);
    expect(editsAt(once, { ms: HOUR + 1 })).toEqual([{ type: "clear_thinking", keep: 1 }]);
    expect(editsAt(once, { ms: 1000, longestMs: HOUR + 1 })).toEqual([{ type: "clear_thinking", keep: "all" }]);
  });

  test("of every turn after a gap hold ever after", () => {
    expect(editsAt(latched, { ms: 1000, longestMs: 1000 })).toEqual([]);
    expect(editsAt(latched, { ms: 1000, longestMs: HOUR + 1 })).toEqual([{ type: "clear_thinking", keep: 1 }]);
  });

  test("declared as once and done for ever are seen on the second turn", () => {
    expect(editsAgree(once, "clear_thinking(keep=1)", { ms: HOUR + 1, longestMs: HOUR + 1 })).toBe(true);
    expect(editsAgree(once, "clear_thinking(keep=1)", { ms: 2000, longestMs: HOUR + 1 })).toBe(false);
  });

  test("of both cases are accepted where nobody knows the idle time", () => {
    expect(editsAgree(once, "clear_thinking(keep=1)", {})).toBe(true);
    expect(editsAgree(once, "clear_thinking(keep=all)", {})).toBe(true);
    expect(editsAgree(once, "clear_thinking(keep=2)", {})).toBe(false);
  });

  test("agree in any order", () => {
    const both = role(
      "context: { edits: [ { type: clear_tool_uses, keep: 3, trigger: 30000 }, { type: clear_thinking, keep: all } ] }",
    );
    expect(editsAgree(both, "clear_thinking(keep=all); clear_tool_uses(keep=3,trigger=30000)", {})).toBe(true);
    expect(editsAgree(both, "clear_thinking(keep=all)", {})).toBe(false);
  });

  test("may hold the contracted compaction", () => {
    const compacting = role("context: { edits: [], compaction: { trigger_tokens: 160000 } }");
    expect(editsAgree(compacting, "compact(trigger=160000)", {})).toBe(true);
    expect(editsAgree(compacting, "", {})).toBe(true);
    expect(editsAgree(compacting, "compact(trigger=90000)", {})).toBe(false);
    const explicit = role(
      "context: { edits: [ { type: compact, trigger: 160000 } ], compaction: { trigger_tokens: 160000 } }",
    );
    expect(editsAgree(explicit, "", {})).toBe(false);
  });

  test("are not judged where none are contracted", () => {
    expect(editsAt(role("betas: []"), {})).toBeUndefined();
    expect(editsAgree(role("betas: []"), "anything", {})).toBe(true);
  });
});
