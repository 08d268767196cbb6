import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { EXAMPLE, contractOf, type RequestSketch, small, viewOf } from "./fixtures/make.ts";
import { overlay } from "./merge.ts";
import { contractFor, journeysOf, matchRole } from "./resolution.ts";

const example = contractOf(EXAMPLE);
const OPUS = { model: "claude-opus-4-6", thinking: "adaptive" };

/** Roles of a coding agent whose older versions name no voice: they are told by what they send. */
const OLD_CLIENT = contractOf(
  small(`roles:
  main: { match: { default: true, has_tools: true } }
  subagent: { match: { model: claude-haiku-4-5, thinking: [ disabled, absent ], has_tools: true, system_contains: "You are an agent" } }
  title: { match: { no_tools: true, thinking: [ disabled, absent ], system_contains: "Generate a title" } }
  compaction: { match: { system_contains: "summarize the conversation" }, inherit: main, tools: [] }
`),
);

describe("the role of a request", () => {
  test("is the one whose conditions hold", () => {
    const agent = viewOf({ fields: OPUS }, { "x-claude-code-agent-id": "a1" });
    expect(matchRole(example, undefined, agent)).toEqual({ role: "searcher", known: true });
  });

  test("is the default one when no other matches", () => {
    expect(matchRole(example, undefined, viewOf({ fields: OPUS }))).toEqual({ role: "main", known: true });
  });

  test("is the most special of several that match, then the first in the document", () => {
    const contract = contractOf(
      small(`roles:
  main: { match: { default: true } }
  first: { match: { has_tools: true } }
  second: { match: { tools: ">0" } }
  special: { match: { has_tools: true, model: m-1 } }
`),
    );
    const role = (sketch: RequestSketch): string => matchRole(contract, undefined, viewOf(sketch)).role;
    expect(role({ tools: ["a"] })).toBe("first");
    expect(role({ tools: ["a"], fields: { model: "m-1" } })).toBe("special");
    expect(role({ fields: { model: "m-1" } })).toBe("main");
  });

  test("of an old client is told from model, thinking, tools and prompt", () => {
    const role = (sketch: RequestSketch): string => matchRole(OLD_CLIENT, undefined, viewOf(sketch)).role;
    const tools = ["Bash", "Read", "Agent"];
    expect(role({ fields: OPUS, tools, system: ["You are a coding tool."] })).toBe("main");
    expect(
      role({ fields: { model: "claude-haiku-4-5" }, tools: ["Read"], system: ["You are an agent for search."] }),
    ).toBe("subagent");
    expect(
      role({ fields: { model: "claude-haiku-4-5", thinking: "disabled" }, system: ["Generate a title for this."] }),
    ).toBe("title");
    expect(role({ fields: OPUS, system: ["Please summarize the conversation."] })).toBe("compaction");
  });

  test("is unknown where even the default role is not meant for the request", () => {
    const view = viewOf({ fields: { model: "claude-haiku-4-5" }, system: ["Something new."] });
    expect(matchRole(OLD_CLIENT, undefined, view)).toEqual({ role: "unknown", known: false });
  });

  test("is unknown where a sub-agent speaks that no role knows", () => {
    const hidden = viewOf({ fields: OPUS, tools: ["Read"], hints: { agent: "a1" } });
    expect(matchRole(OLD_CLIENT, undefined, hidden)).toEqual({ role: "unknown", known: false });
    const compacting = viewOf({ fields: OPUS, tools: ["Read"], hints: { requestClass: "compaction" } });
    expect(matchRole(OLD_CLIENT, undefined, compacting).known).toBe(false);
    const main = viewOf({ fields: OPUS, tools: ["Read"], hints: { requestClass: "main" } });
    expect(matchRole(OLD_CLIENT, undefined, main)).toEqual({ role: "main", known: true });
  });

  test("is the default one, though unknown, where the contract takes unknown voices for it", () => {
    const contract = contractOf(
      small("unknown_role: main\nroles: { main: { match: { default: true } }, side: { match: { model: x } } }\n"),
    );
    expect(matchRole(contract, undefined, viewOf({ hints: { agent: "a1" } }))).toEqual({ role: "main", known: false });
  });

  test("is always the only one of a contract with one voice", () => {
    const contract = contractOf(small("reasoning: { effort: high }\n"));
    expect(matchRole(contract, undefined, viewOf({ hints: { agent: "a1" } }))).toEqual({ role: "main", known: true });
  });

  test("follows a routing rule where no role knows the request by itself", () => {
    expect(matchRole(example, undefined, viewOf({ fields: OPUS }, {}, ["search"])).role).toBe("searcher");
    const compaction = viewOf({ fields: OPUS, system: ["Now summarize the conversation."] }, {}, ["search"]);
    expect(matchRole(example, undefined, compaction).role).toBe("compaction");
  });
});

describe("conditions", () => {
  const matches = (match: string, sketch: RequestSketch, headers: Record<string, string> = {}): boolean => {
    const contract = contractOf(small(`journeys: { it: { match: ${match} } }\n`));
    return journeysOf(contract, viewOf(sketch, headers)).includes("it");
  };

  test("on headers are presence, equality and patterns; of a list, all", () => {
    expect(matches('{ header: "x-a" }', {}, { "x-a": "" })).toBe(true);
    expect(matches('{ header: "x-a" }', {})).toBe(false);
    expect(matches('{ header: "x-a = 1" }', {}, { "x-a": "1" })).toBe(true);
    expect(matches('{ header: "x-a = 1" }', {}, { "x-a": "11" })).toBe(false);
    expect(matches('{ header: "user-agent ~ /ci/" }', {}, { "user-agent": "my-ci/1" })).toBe(true);
    expect(matches('{ header: [ "x-a", "x-b" ] }', {}, { "x-a": "1" })).toBe(false);
  });

  test("with a global pattern hold each time they are asked", () => {
    const contract = contractOf(small('journeys: { it: { match: { header: "x ~ /a/g" } } }\n'));
    const view = viewOf({}, { x: "a" });
    expect([journeysOf(contract, view), journeysOf(contract, view)]).toEqual([["it"], ["it"]]);
  });

  test("on models, thinking and classes hold for any of a list", () => {
    expect(matches("{ model: [ a, b ] }", { fields: { model: "b" } })).toBe(true);
    expect(matches("{ model: a }", { fields: { model: "a-1" } })).toBe(false);
    expect(matches("{ thinking: enabled }", { fields: { thinking: "enabled:8000" } })).toBe(true);
    expect(matches("{ thinking: absent }", {})).toBe(true);
    expect(matches("{ thinking: disabled }", {})).toBe(false);
    expect(matches("{ request_class: [ subagent, main ] }", { hints: { requestClass: "main" } })).toBe(true);
  });

  test("on tools are whether, how many and which", () => {
    expect(matches("{ has_tools: true }", { tools: ["a"] })).toBe(true);
    expect(matches("{ has_tools: false }", { tools: ["a"] })).toBe(false);
    expect(matches("{ no_tools: true }", {})).toBe(true);
    expect(matches('{ tools: ">1" }', { tools: ["a", "b"] })).toBe(true);
    expect(matches("{ tools: 1 }", { tools: ["a", "b"] })).toBe(false);
    expect(matches("{ tools: [ a, b ] }", { tools: ["b", "c", "a"] })).toBe(true);
    expect(matches("{ tools: [ a, b ] }", { tools: ["a"] })).toBe(false);
  });

  test("on sub-agents hold for their ids, their parents' and their class", () => {
    expect(matches("{ agent: true }", { hints: { parentAgent: "p" } })).toBe(true);
    expect(matches("{ agent: true }", { hints: { requestClass: "subagent" } })).toBe(true);
    expect(matches("{ agent: false }", {})).toBe(true);
  });

  test("on size use the tokens that are known, else an estimate by bytes", () => {
    const contract = contractOf(EXAMPLE);
    expect(journeysOf(contract, viewOf({ bytes: 500_000 }))).toEqual(["long_context"]);
    expect(journeysOf(contract, viewOf({ bytes: 300_000 }))).toEqual([]);
    expect(journeysOf(contract, { ...viewOf({ bytes: 40 }), inputTokens: 150_000 })).toEqual(["long_context"]);
  });

  test("on idle time do not hold where nobody knows it", () => {
    const contract = contractOf(small('journeys: { long_idle: { match: { idle: ">1h" } } }\n'));
    expect(journeysOf(contract, { ...viewOf({}), idleMs: 3_600_001 })).toEqual(["long_idle"]);
    expect(journeysOf(contract, { ...viewOf({}), idleMs: 3_600_000 })).toEqual([]);
    expect(journeysOf(contract, viewOf({}))).toEqual([]);
  });
});

test("journeys are those that a caller asserts and those that the contract recognises", () => {
  expect(journeysOf(example, viewOf({}, { "user-agent": "ci" }, ["nightly"]))).toEqual(["nightly", "ci"]);
});

describe("audiences", () => {
  test("that the contract does not declare get its own values", () => {
    expect(contractFor(example, "nobody")).toBe(example.base);
    expect(contractFor(example, undefined)).toBe(example.base);
    expect(contractFor(example, "__proto__")).toBe(example.base);
  });

  const json = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.integer(),
      fc.string(),
      fc.array(tie("value"), { maxLength: 3 }),
      tie("mapping"),
    ),
    mapping: fc.dictionary(fc.constantFrom("a", "b", "c"), tie("value")),
  }));

  test("are laid over once or twice with the same result", () => {
    fc.assert(
      fc.property(json.mapping, json.mapping, (base, over) => {
        const once = overlay(base, over);
        expect(overlay(once, over)).toEqual(once);
      }),
    );
  });

  test("leave what they do not name, and change neither side", () => {
    fc.assert(
      fc.property(json.mapping, json.mapping, (base, over) => {
        const before = JSON.stringify([base, over]);
        expect(overlay(base, {})).toEqual(base);
        overlay(base, over);
        expect(JSON.stringify([base, over])).toBe(before);
      }),
    );
  });
});

test("resolution is a pure function", () => {
  const sketch = fc.record(
    {
      fields: fc.record({
        model: fc.constantFrom("claude-opus-4-6", "claude-haiku-4-5"),
        thinking: fc.constantFrom("adaptive", "disabled"),
      }),
      system: fc.array(fc.constantFrom("You are an agent", "Generate a title", "summarize the conversation", "x")),
      tools: fc.uniqueArray(fc.constantFrom("Bash", "Read", "Agent")),
      hints: fc.record({ agent: fc.constant("a1") }, { requiredKeys: [] }),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(sketch, (drawn) => {
      const fresh = contractOf(EXAMPLE);
      for (const contract of [OLD_CLIENT, example]) {
        const first = matchRole(contract, undefined, viewOf(drawn));
        expect(matchRole(contract, undefined, viewOf(drawn))).toEqual(first);
        expect(Object.keys(contract.base.roles).concat("unknown")).toContain(first.role);
      }
      expect(matchRole(fresh, undefined, viewOf(drawn))).toEqual(matchRole(example, undefined, viewOf(drawn)));
    }),
    { numRuns: 50 },
  );
});
