import { z } from "zod";
import { sha256Short } from "../../core/digest.ts";
import { evaluatorKind, type JudgedCall, MOST_CHARACTERS, type NotJudged, type OfferedTool } from "./evaluator.ts";
import { jsonText } from "./json-text.ts";
import { type SchemaCheck, schemaCheck } from "./schema-check.ts";

const settings = z.strictObject({
  /** `all`: 1 where all calls are valid, else 0. `share`: the share of those that are. */
  score: z.enum(["all", "share"]).default("all"),
  /** What an answer without a call is: nothing to judge, or a bad one. */
  without_calls: z.enum(["unjudged", "bad"]).default("unjudged"),
});

/** Calls of one answer that are looked at. */
const MOST_CALLS = 128;
/** Schemas that are kept ready: those of a product's tools come again with each request. */
const MOST_READY = 256;

type Verdict =
  | { readonly valid: boolean; readonly why: string }
  | { readonly valid: undefined; readonly why: string; readonly reason: NotJudged };

/** Whether the tools that an answer calls were offered, with arguments that are JSON of their schemas. */
export const toolCalls = evaluatorKind({
  kind: "tool_calls",
  version: "1",
  settings,
  of: "calls",
  prepare: ({ score, without_calls: without }) => {
    const ready = new ReadySchemas();
    return {
      ok: true,
      judge: ({ toolCalls: calls = [], tools = [] }) => {
        if (calls.length === 0)
          return without === "bad" ? { value: 0, why: "it calls no tool" } : { nothing: "it calls no tool" };
        const size = calls.reduce((sum, call) => sum + call.arguments.length, 0);
        if (calls.length > MOST_CALLS || size > MOST_CHARACTERS)
          return {
            unjudged: `${calls.length} calls with ${size} characters; at most ${MOST_CALLS} with ${MOST_CHARACTERS} are judged`,
            reason: "too_long",
          };
        const byName = new Map(tools.map((tool) => [tool.name, tool]));
        const verdicts = calls.map((call, index) => verdictOn(call, index, byName, ready));
        const unknown = verdicts.find((one) => one.valid === undefined);
        if (unknown !== undefined) return { unjudged: unknown.why, reason: unknown.reason };
        const bad = verdicts.filter(({ valid }) => valid === false);
        const share = (calls.length - bad.length) / calls.length;
        const value = score === "share" ? share : Number(bad.length === 0);
        const [first] = bad;
        if (first === undefined) return { value, why: calls.length === 1 ? "it is valid" : `all ${calls.length} are` };
        return { value, why: bad.length === 1 ? first.why : `${first.why}; and ${bad.length - 1} more` };
      },
    };
  },
});

function verdictOn(
  call: JudgedCall,
  index: number,
  tools: ReadonlyMap<string, OfferedTool>,
  ready: ReadySchemas,
): Verdict {
  const name = `call ${index + 1}, ${JSON.stringify(call.name.slice(0, 64))},`;
  const tool = tools.get(call.name);
  if (tool === undefined) return { valid: false, why: `${name} is of a tool that was not offered` };
  // A call without arguments is often written as nothing at all.
  const json = jsonText(call.arguments === "" ? "{}" : call.arguments);
  if (!json.ok) return { valid: false, why: `${name} has arguments that are no JSON` };
  if (typeof json.value !== "object" || json.value === null || Array.isArray(json.value))
    return { valid: false, why: `${name} has arguments that are no JSON object` };
  if (tool.schema === undefined) return { valid: true, why: "" };
  const schema = ready.of(tool.schema);
  // These two are for logs: neither the names nor the schemas of a product's tools belong there.
  if (!schema.ok)
    return {
      valid: undefined,
      why: `call ${index + 1} is of a tool whose schema is none that arguments can be held against`,
      reason: "schema",
    };
  const found = schema.check(json.value);
  if (found.fits === undefined)
    return { valid: undefined, why: `call ${index + 1} is not told: ${found.why}`, reason: "too_much_work" };
  return found.fits ? { valid: true, why: "" } : { valid: false, why: `${name} does not fit: ${found.why}` };
}

/** Schemas that were readied before; of too many the oldest go. */
class ReadySchemas {
  readonly #known = new Map<string, SchemaCheck>();

  of(schema: unknown): SchemaCheck {
    const digest = digestOf(schema);
    if (digest === undefined) return { ok: false, message: "is no JSON" };
    const known = this.#known.get(digest);
    if (known !== undefined) return known;
    const made = schemaCheck(schema);
    const [oldest] = this.#known.keys();
    if (this.#known.size >= MOST_READY && oldest !== undefined) this.#known.delete(oldest);
    this.#known.set(digest, made);
    return made;
  }
}

function digestOf(schema: unknown): string | undefined {
  try {
    return sha256Short(JSON.stringify(schema));
  } catch {
    // Not what a request could have had in it.
    return undefined;
  }
}
