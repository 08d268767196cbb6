import type { Fill, FillValues, Splice } from "../codec.ts";
import { intoBody, intoObject } from "../json/insert.ts";
import { kindAt, type ScannedBody, scanObject, type Span } from "../json/scan.ts";
import { snake } from "./spelling.ts";

/** What an object already has; `undefined` where it is not there, `null` where it is there and no object. */
interface Place {
  readonly span: Span | null | undefined;
  readonly keys: ReadonlyMap<string, Span>;
}

/**
 * Where contracted values go in a request of generateContent that left them out. The model stands
 * in the path, where nothing can be filled in.
 */
export function fill(body: ScannedBody, values: FillValues): Fill {
  const members: Record<string, unknown> = {};
  const unplaced: (keyof FillValues)[] = [];
  const config = placeOf(body, body.members, "generationConfig");
  const thinking = placeOf(body, config.keys, "thinkingConfig");
  const inConfig: Record<string, unknown> = {};
  const inThinking: Record<string, unknown> = {};
  const put = (name: keyof FillValues, into: Record<string, unknown>, key: string, value: unknown): void => {
    const open = into === inThinking ? config.span !== null && thinking.span !== null : config.span !== null;
    const keys = into === inThinking ? thinking.keys : config.keys;
    if (value === undefined || !open || spelled(keys, key) !== undefined) unplaced.push(name);
    else into[key] = value;
  };
  if (values.model !== undefined) unplaced.push("model");
  if (values.max_tokens !== undefined) put("max_tokens", inConfig, "maxOutputTokens", values.max_tokens);
  if (values.temperature !== undefined) put("temperature", inConfig, "temperature", values.temperature);
  // Google refuses a request that has both a level and a budget.
  if (values.effort !== undefined) {
    const budget = spelled(thinking.keys, "thinkingBudget") !== undefined;
    put("effort", inThinking, "thinkingLevel", budget ? undefined : levelOf(values.effort));
  }
  if (values.thinking !== undefined) {
    const level = spelled(thinking.keys, "thinkingLevel") !== undefined || inThinking.thinkingLevel !== undefined;
    put("thinking", inThinking, "thinkingBudget", level ? undefined : budgetOf(values.thinking));
  }
  if (values.contextEdits !== undefined && values.contextEdits.length > 0) unplaced.push("contextEdits");
  if (values.betas !== undefined && values.betas.length > 0) unplaced.push("betas");
  if (values.system !== undefined) {
    if (spelled(body.members, "systemInstruction") !== undefined) unplaced.push("system");
    else members.systemInstruction = { parts: [{ text: values.system }] };
  }
  const splices: Splice[] = [];
  if (Object.keys(inThinking).length > 0) {
    if (isSpan(thinking.span)) splices.push(...intoObject(body, thinking.span, inThinking));
    else inConfig.thinkingConfig = inThinking;
  }
  if (Object.keys(inConfig).length > 0) {
    if (isSpan(config.span)) splices.push(...intoObject(body, config.span, inConfig));
    else members.generationConfig = inConfig;
  }
  return { splices: [...intoBody(body, members), ...splices], headers: {}, unplaced };
}

function placeOf(body: ScannedBody, holder: ReadonlyMap<string, Span>, key: string): Place {
  const span = spelled(holder, key);
  if (span === undefined) return { span: undefined, keys: NOTHING };
  if (kindAt(body.bytes, span) !== "object") return { span: null, keys: NOTHING };
  return { span, keys: new Map(scanObject(body.bytes, span).map((member) => [member.key, member])) };
}

const NOTHING: ReadonlyMap<string, Span> = new Map();

function spelled(keys: ReadonlyMap<string, Span>, key: string): Span | undefined {
  return keys.get(key) ?? keys.get(snake(key));
}

function isSpan(span: Span | null | undefined): span is Span {
  return span !== null && span !== undefined;
}

/** The levels that there are; another provider's `xhigh` has no counterpart. */
function levelOf(effort: string): string | undefined {
  return ["minimal", "low", "medium", "high"].includes(effort) ? effort.toUpperCase() : undefined;
}

function budgetOf(thinking: string): number | undefined {
  if (thinking === "disabled") return 0;
  if (thinking === "adaptive") return -1;
  const budget = /^enabled:(\d+)$/.exec(thinking)?.[1];
  return budget === undefined ? undefined : Number(budget);
}
