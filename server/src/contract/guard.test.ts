import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import type { FillValues } from "../wire/codec.ts";
import { formatContextEdits } from "../wire/context-edits.ts";
import type { FieldValues, RequestFacts } from "../wire/facts.ts";
import { contractedValues } from "./contracted.ts";
import type { Contract } from "./contract.ts";
import { isRefused, refusalMessage } from "./findings.ts";
import { EXAMPLE, contractOf, factsOf, type RequestSketch, small } from "./fixtures/make.ts";
import { judgeRequest, judgeServed, type RequestJudgement } from "./guard.ts";
import type { RequestCase } from "./guard-case.ts";
import { EFFORTS } from "./scales.ts";

type Extras = Partial<Omit<RequestCase, "contracted" | "facts">>;

function judge(contract: Contract, sketch: RequestSketch, extras: Extras = {}): RequestJudgement {
  const matched = extras.matched ?? { role: "main", known: true };
  const contracted = contractedValues(contract, undefined, matched.role);
  return judgeRequest({ contracted, matched, facts: factsOf(sketch), ...extras });
}

const under = (mode: string, rest: string) => contractOf(small(`${rest}\n`, mode));

/** Findings as `ID severity`. */
const told = ({ findings }: RequestJudgement): string[] => findings.map(({ id, severity }) => `${id} ${severity}`);

/** The request as it is when its fills have been put in. */
function filled(facts: RequestFacts, { contextEdits, betas, system, ...scalars }: FillValues): RequestFacts {
  const fields: FieldValues = {
    ...facts.fields,
    ...scalars,
    ...(contextEdits === undefined ? {} : { context_edits: formatContextEdits(contextEdits) }),
    ...(betas === undefined ? {} : { betas: [...betas].sort().join(",") }),
  };
  if (system === undefined) return { ...facts, fields };
  return { ...facts, fields, system: [{ text: system }], systemText: system };
}

describe("a field that the contract does not declare", () => {
  test("is not judged, whatever it is", () => {
    const sketch = {
      fields: { model: "any", effort: "low", betas: "x", context_edits: "clear_thinking(keep=1)" },
      tools: ["a"],
      system: ["?"],
    };
    expect(judge(under("enforce", ""), sketch)).toEqual({ contractedValues: {}, fills: {}, findings: [] });
  });
});

describe("a value", () => {
  const fixed = "reasoning: { effort: high }\nmodel: { id: m }";

  test("as contracted is as contracted", () => {
    const judgement = judge(under("verify", fixed), { fields: { model: "m-20260101", effort: "high" } });
    expect(judgement).toEqual({ contractedValues: { model: "m-20260101", effort: "high" }, fills: {}, findings: [] });
  });

  test("that departs is refused in verify and enforce, and alerted on in observe", () => {
    const sketch = { fields: { model: "n", effort: "low" } };
    for (const mode of ["verify", "enforce"]) {
      expect(told(judge(under(mode, fixed), sketch))).toEqual(["EFFORT_MISMATCH reject", "MODEL_MISMATCH reject"]);
    }
    expect(told(judge(under("observe", fixed), sketch))).toEqual(["EFFORT_MISMATCH alert", "MODEL_MISMATCH alert"]);
  });

  test("that departs is told with what came and what is contracted", () => {
    const { findings, contractedValues: values } = judge(under("verify", fixed), {
      fields: { model: "m", effort: "low" },
    });
    expect(values.effort).toBe("high");
    expect(findings).toEqual([
      {
        id: "EFFORT_MISMATCH",
        kind: "certain",
        severity: "reject",
        field: "effort",
        requested: "low",
        contracted: "high",
        message: "the request asks for the effort low; helper@1.0.0 says high",
      },
    ]);
  });

  test("has the severity that the contract gives it, but is never refused in observe", () => {
    const own = `${fixed}\nviolations: { EFFORT_MISMATCH: note, MODEL_MISMATCH: reject }`;
    const sketch = { fields: { model: "n", effort: "low" } };
    expect(told(judge(under("verify", own), sketch))).toEqual(["MODEL_MISMATCH reject", "EFFORT_MISMATCH note"]);
    expect(told(judge(under("observe", own), sketch))).toEqual(["MODEL_MISMATCH alert", "EFFORT_MISMATCH note"]);
  });
});

describe("a choice", () => {
  const bounded = under("verify", "reasoning: { effort: { default: high, min: medium, max: xhigh, by: [ user ] } }");
  const judged = (effort: string, chooser: "client" | "user") => judge(bounded, { fields: { effort } }, { chooser });

  test("inside the bounds is no violation, and is what holds for this request", () => {
    expect(judged("medium", "user")).toEqual({ contractedValues: { effort: "medium" }, fills: {}, findings: [] });
  });

  test("by somebody who may not choose is one", () => {
    expect(told(judged("medium", "client"))).toEqual(["EFFORT_MISMATCH reject"]);
    expect(told(judged("high", "client"))).toEqual([]);
  });

  test("outside of the bounds is one, also off the scale", () => {
    for (const effort of ["low", "max", "ultra"])
      expect(told(judged(effort, "user"))).toEqual(["EFFORT_MISMATCH reject"]);
  });

  test("among allowed values, numbers, budgets and lives follows the same rule", () => {
    const contract = under(
      "verify",
      `model: { id: { default: m, allow: [ m, n ] } }
output: { max_tokens: { default: 1000, max: 2000 } }
sampling: { temperature: { default: 1, min: 0.5 } }
cache: { prompt: { ttl: { default: 1h, min: 1h } } }
reasoning: { thinking: { budget_tokens: { default: 500, min: 400 } } }`,
    );
    const good = { model: "n-20260101", max_tokens: 1, temperature: 0.5, cache_ttl: "24h", thinking: "enabled:400" };
    expect(told(judge(contract, { fields: good }))).toEqual([]);
    const bad = { model: "o", max_tokens: 2001, temperature: 0.4, cache_ttl: "5m", thinking: "adaptive" };
    expect(told(judge(contract, { fields: bad }))).toEqual([
      "MAX_TOKENS_MISMATCH reject",
      "MODEL_MISMATCH reject",
      "TEMPERATURE_MISMATCH reject",
      "THINKING_MISMATCH reject",
      "CACHE_TTL_MISMATCH alert",
    ]);
  });
});

describe("a field that the client left out", () => {
  test("departs in observe and verify: the provider's default may move", () => {
    expect(told(judge(under("verify", "reasoning: { effort: high }"), {}))).toEqual(["EFFORT_MISMATCH reject"]);
    expect(told(judge(under("observe", "reasoning: { effort: high }"), {}))).toEqual(["EFFORT_MISMATCH alert"]);
  });

  test("is only noted where any default of the provider's will do", () => {
    const contract = under(
      "verify",
      "output: { max_tokens: 9 }\nsampling: { temperature: 1 }\ncache: { prompt: { ttl: 1h } }",
    );
    expect(told(judge(contract, {}))).toEqual([
      "CACHE_TTL_MISMATCH note",
      "MAX_TOKENS_MISMATCH note",
      "TEMPERATURE_MISMATCH note",
    ]);
  });

  test("is no departure where leaving it out means the same", () => {
    const contract = under(
      "verify",
      "reasoning: { thinking: disabled }\noutput: { schema: null }\nbetas: []\ncontext: { edits: [] }\ntools: []",
    );
    expect(told(judge(contract, {}))).toEqual([]);
  });

  test("is filled in enforce, and holds", () => {
    const {
      contractedValues: values,
      fills,
      findings,
    } = judge(
      under(
        "enforce",
        "model: { id: m, snapshot: m-20260101, pinned: true }\nreasoning: { effort: high }\noutput: { max_tokens: 9 }",
      ),
      {},
    );
    expect(findings).toEqual([]);
    expect(fills).toEqual({ model: "m-20260101", effort: "high", max_tokens: 9 });
    expect(values).toEqual({ model: "m", effort: "high", max_tokens: 9 });
  });

  test("departs in enforce too where there is no value to fill", () => {
    expect(told(judge(under("enforce", "reasoning: { effort: { min: high } }"), {}))).toEqual([
      "EFFORT_MISMATCH reject",
    ]);
    expect(told(judge(under("enforce", "reasoning: { thinking: enabled }"), {}))).toEqual(["THINKING_MISMATCH reject"]);
  });

  test("is never filled over what the client said", () => {
    const contract = contractOf(EXAMPLE);
    const facts = factsOf({ fields: { model: "claude-opus-4-6", effort: "low", temperature: 0 } });
    const { fills } = judge(contract, { fields: facts.fields });
    expect(Object.keys(fills)).not.toContain("effort");
    expect(Object.keys(fills)).not.toContain("temperature");
    expect(Object.keys(fills)).not.toContain("model");
  });

  test("filled once leaves nothing to fill, and no mismatch", () => {
    const scalar = fc.record(
      {
        model: fc.constantFrom("claude-opus-4-6", "other"),
        effort: fc.constantFrom(...EFFORTS),
        temperature: fc.constantFrom(0, 1),
        max_tokens: fc.constantFrom(1, 32_000),
      },
      { requiredKeys: [] },
    );
    const contract = contractOf(EXAMPLE);
    const contracted = contractedValues(contract, undefined, "main");
    const matched = { role: "main", known: true };
    fc.assert(
      fc.property(scalar, (fields) => {
        const facts = factsOf({ fields });
        const first = judgeRequest({ contracted, matched, facts });
        const again = judgeRequest({ contracted, matched, facts: filled(facts, first.fills) });
        expect(again.fills).toEqual({});
        // Filling mends what is left out and nothing else.
        expect(again.findings.map(({ id }) => id)).toEqual(first.findings.map(({ id }) => id));
        if (fields.effort === undefined) expect(again.findings.map(({ id }) => id)).not.toContain("EFFORT_MISMATCH");
        expect(again.findings.map(({ id }) => id)).not.toContain("SYSTEM_PROMPT_UNREGISTERED");
      }),
    );
  });

  test("of edits is not filled for a request that does not think", () => {
    const contract = under("enforce", "context: { edits: [ { type: clear_thinking, keep: all } ] }");
    expect(judge(contract, {}).fills).toEqual({ contextEdits: [{ type: "clear_thinking", keep: "all" }] });
    expect(judge(contract, { fields: { thinking: "disabled" } }).fills).toEqual({});
  });
});

describe("tools", () => {
  test("that differ are told by name", () => {
    const { findings } = judge(under("verify", "tools: [ { name: a }, { name: b } ]"), { tools: ["b", "c"] });
    expect(findings[0]?.id).toBe("TOOLS_MISMATCH");
    expect(findings[0]?.message).toContain("without a; with c, undeclared");
  });

  test("in another order are the same tools", () => {
    const contract = under("verify", "tools: [ { name: a }, { name: b } ]");
    const sketch = { tools: ["b", "a"] };
    const judgement = judge(contract, sketch);
    expect(judgement.findings).toEqual([]);
    expect(judgement.contractedValues.tools_digest).toBe(factsOf(sketch).fields.tools_digest ?? "");
    expect(judgement.contractedValues.tool_order_digest).not.toBe(factsOf(sketch).fields.tool_order_digest ?? "");
  });

  test("that are forced on the model are told", () => {
    const contract = under("verify", "tool_choice: auto");
    expect(told(judge(contract, {}))).toEqual([]);
    expect(told(judge(contract, { toolChoice: "any" }))).toEqual(["TOOLS_MISMATCH reject"]);
  });
});

describe("context edits", () => {
  const contract = under("verify", "context: { edits: [ { type: clear_thinking, keep: all } ] }");

  test("that nobody declared are told", () => {
    expect(told(judge(contract, { fields: { context_edits: "clear_thinking(keep=all)" } }))).toEqual([]);
    expect(told(judge(contract, { fields: { context_edits: "clear_thinking(keep=1)" } }))).toEqual([
      "CONTEXT_EDIT_UNDECLARED reject",
    ]);
    expect(told(judge(contract, {}))).toEqual(["CONTEXT_EDIT_UNDECLARED reject"]);
  });

  test("declared for after a gap are told when they stay", () => {
    const once = under(
      "verify",
      'context: { edits: [ { type: clear_thinking, keep: all }, { type: clear_thinking, keep: 1, when: { idle: ">1h" }, repeat: once } ] }',
    );
    const latched = { fields: { context_edits: "clear_thinking(keep=1)" } };
    const gap = 3_700_000;
    expect(told(judge(once, latched, { idle: { ms: gap, longestMs: gap } }))).toEqual([]);
    expect(told(judge(once, latched, { idle: { ms: 2000, longestMs: gap } }))).toEqual([
      "CONTEXT_EDIT_UNDECLARED reject",
    ]);
  });
});

describe("betas", () => {
  const contract = under("verify", "betas: [ b, a ]");

  test("are compared as a set", () => {
    expect(told(judge(contract, { fields: { betas: "a,b" } }))).toEqual([]);
    for (const betas of ["a", "a,b,c", ""])
      expect(told(judge(contract, { fields: { betas } }))).toEqual(["BETAS_MISMATCH reject"]);
    expect(told(judge(contract, {}))).toEqual(["BETAS_MISMATCH reject"]);
  });
});

describe("the system prompt", () => {
  const text = 'system: [ { id: a, text: "Be kind." }, { volatile: true, pattern: "^Today is .*$" } ]';

  test("is told when it is another, with what differs", () => {
    const { findings } = judge(under("verify", text), { system: ["Be kind.", "Be brief."] });
    expect(findings.map(({ id }) => id)).toEqual(["SYSTEM_PROMPT_UNREGISTERED"]);
    expect(findings[0]?.message).toContain("section 2 of 2 is not in it");
    expect(told(judge(under("verify", text), {}))).toEqual(["SYSTEM_PROMPT_UNREGISTERED reject"]);
  });

  test("is the contracted one on every day", () => {
    expect(told(judge(under("verify", text), { system: ["Be kind.\n\nToday is Monday."] }))).toEqual([]);
  });

  test("is filled in enforce where there is none", () => {
    expect(judge(under("enforce", text), {}).fills).toEqual({ system: "Be kind." });
  });
});

describe("an unknown voice", () => {
  const matched = { role: "unknown", known: false };

  test("is alerted on and not judged by another voice's values", () => {
    expect(told(judge(under("enforce", "reasoning: { effort: high }"), {}, { matched }))).toEqual([
      "ROLE_UNKNOWN alert",
    ]);
  });

  test("is refused on a safety-critical surface: nothing is contracted that could protect it", () => {
    expect(told(judge(under("enforce", "safety: { critical: true }"), {}, { matched }))).toEqual([
      "ROLE_UNKNOWN reject",
    ]);
  });

  test("is judged as the default role, and noted, where the contract says so", () => {
    const contract = under("verify", "unknown_role: main\nreasoning: { effort: high }");
    expect(told(judge(contract, { fields: { effort: "low" } }, { matched: { role: "main", known: false } }))).toEqual([
      "EFFORT_MISMATCH reject",
      "ROLE_UNKNOWN note",
    ]);
  });
});

describe("an answer", () => {
  const contracted = contractedValues(contractOf(EXAMPLE), undefined, "main");
  const held = { model: "claude-opus-4-6", effort: "high", cache_ttl: "1h" };

  test("by the contracted model, its snapshot or nobody known is fine", () => {
    for (const models of [["claude-opus-4-6"], ["claude-opus-4-6-20260115"], []]) {
      expect(judgeServed({ contracted, contractedValues: held, models })).toEqual([]);
    }
  });

  test("by another model in any iteration is told once for each model", () => {
    const models = ["claude-opus-4-6", "claude-haiku-4-5", "claude-haiku-4-5", "claude-opus-4-6-20260301"];
    const findings = judgeServed({ contracted, contractedValues: held, models });
    expect(findings.map(({ id, severity, requested }) => `${id} ${severity} ${requested}`)).toEqual([
      "SERVED_MODEL_MISMATCH reject claude-haiku-4-5",
      "SERVED_MODEL_MISMATCH reject claude-opus-4-6-20260301",
    ]);
  });

  test("that echoes other values than held is told", () => {
    const findings = judgeServed({
      contracted,
      contractedValues: held,
      models: [],
      fields: { effort: "medium", cache_ttl: "5m" },
    });
    expect(findings.map(({ id }) => id)).toEqual(["EFFORT_MISMATCH", "CACHE_TTL_MISMATCH"]);
  });
});

test("a refusal names no field and no id that contains one", () => {
  const contract = contractOf(EXAMPLE);
  const { findings } = judge(contract, {
    fields: { model: "x", effort: "none", context_edits: "a", betas: "y" },
    system: ["z"],
  });
  expect(isRefused(findings)).toBe(true);
  const words = refusalMessage(contractedValues(contract, undefined, "main"), findings);
  expect(words).not.toMatch(/effort|context|management|thinking|beta|model|tool|system|temperature|token|cache/i);
});

test("a judgement is a pure function of its case", () => {
  fc.assert(
    fc.property(
      fc.record({ effort: fc.constantFrom(...EFFORTS), model: fc.string() }, { requiredKeys: [] }),
      (fields) => {
        const contract = contractOf(EXAMPLE);
        expect(judge(contract, { fields })).toEqual(judge(contract, { fields }));
      },
    ),
    { numRuns: 30 },
  );
});

test("raising an effort inside the bounds never makes a finding that a lower one does not have", () => {
  const contract = under("verify", "reasoning: { effort: { default: high, min: medium } }");
  const count = EFFORTS.map((effort) => judge(contract, { fields: { effort } }).findings.length);
  expect(count).toEqual([1, 1, 1, 0, 0, 0, 0]);
});
