import type { ContractedRole } from "../contract/contracted.ts";
import { parseComparison } from "../contract/comparison.ts";
import { finding, type Finding, sortFindings } from "../contract/findings.ts";
import type { RequestJudgement } from "../contract/guard.ts";
import { Recent } from "../core/recent.ts";
import type { AnswerMoment, Breach, Expected, Promises } from "../session/invariants/invariant.ts";
import type { EffortNorms } from "../session/invariants/effort-norms.ts";
import { checkAnswer } from "../session/invariants/table.ts";
import { toolList } from "../session/invariants/tools-reordered.ts";
import type { Counted, Watched } from "../session/watch.ts";
import type { RequestFacts, ResponseFacts, ToolFact } from "../wire/facts.ts";
import { scriptsInText } from "../wire/scripts.ts";
import { present } from "../wire/json/value.ts";
import type { Voice } from "./plan.ts";

/** Clients that bring back all reasoning that they were given, for as long as a part of a session lasts. */
const RESENDING: ReadonlySet<string> = new Set(["claude-code", "codex"]);
/** A gap after which a cleared context is a plan, where the contract names none. */
const USUAL_GAP_MS = 3_600_000;

const HOUR_MS = 3_600_000;
const FIVE_MINUTES_MS = 300_000;

// The tools that were read before are the same object again (they are remembered by their bytes).
const listOf = new WeakMap<readonly ToolFact[], string>();
/** Lists of tools that products offer again and again, each once, however many sessions remember it. */
const lists = new Recent<string, string>(1_000);

function listed(tools: readonly ToolFact[]): string {
  let list = listOf.get(tools);
  if (list === undefined) {
    const made = toolList(tools);
    list = lists.get(made) ?? made;
    lists.set(list, list);
    listOf.set(tools, list);
  }
  return list;
}

/** What a session's invariants look at of a request. */
export function watchedOf(facts: RequestFacts, { contracted, prompt }: Pick<Voice, "contracted" | "prompt">): Watched {
  const { context_edits: edits, effort } = facts.fields;
  const thinking = effort === "none" ? "disabled" : facts.fields.thinking;
  const version = facts.hints.clientVersion;
  const watched: { -readonly [Name in keyof Watched]: Watched[Name] } = {
    model: facts.fields.model ?? "",
    system: prompt.digest,
    promises: promisesOf(contracted, facts.hints.client),
  };
  if (effort !== undefined) watched.effort = effort;
  if (facts.tools.length > 0) watched.tools = listed(facts.tools);
  if (thinking !== undefined) watched.thinking = thinking;
  if (version !== undefined) watched.version = version;
  if (edits !== undefined) watched.edits = edits;
  return watched;
}

/** What a role of a contract promises, where reasoning has to come back and where not: made once for all of its requests. */
const promised = new WeakMap<ContractedRole, { readonly resent: Promises; readonly dropped: Promises }>();

function promisesOf(contracted: ContractedRole, client: string | undefined): Promises {
  const { carryover } = contracted;
  const reasoning = carryover === undefined ? client !== undefined && RESENDING.has(client) : carryover === "all_turns";
  let both = promised.get(contracted);
  if (both === undefined) {
    const others = { ...editingOf(contracted), ...delegatingOf(contracted) };
    both = { resent: { reasoning: true, ...others }, dropped: { reasoning: false, ...others } };
    promised.set(contracted, both);
  }
  return reasoning ? both.resent : both.dropped;
}

function delegatingOf({ fields: { model, effort } }: ContractedRole): Pick<Promises, "model" | "effort"> {
  return present<Pick<Promises, "model" | "effort">>({ model: model?.value, effort: effort?.value });
}

function editingOf({ edits = [] }: ContractedRole): Pick<Promises, "clears" | "gapMs"> {
  const gaps = edits.flatMap(({ when }) => (when === undefined ? [] : [parseComparison(when.idle)?.than ?? Infinity]));
  return {
    clears: edits.some(({ type, keep, when, repeat }) => {
      const narrow = type.startsWith("clear_") && keep !== undefined && keep !== "all";
      return narrow && (when === undefined || repeat === "every_turn");
    }),
    gapMs: Math.min(USUAL_GAP_MS, ...gaps),
  };
}

/** A judgement with what the request breaks of its session, and what else was found. */
export function withFindings(
  judgement: RequestJudgement,
  contracted: ContractedRole,
  breaches: readonly Breach[],
  others: readonly Finding[],
): RequestJudgement {
  if (breaches.length === 0 && others.length === 0) return judgement;
  const found = breaches.map((breach) => findingOf(contracted, breach));
  return { ...judgement, findings: sortFindings([...judgement.findings, ...found, ...others]) };
}

function findingOf(contracted: ContractedRole, { id, message, before, now, began }: Breach): Finding {
  return finding(contracted, id, { message, began, requested: now, contracted: before });
}

/** What has to be known of an answer beside what it says. */
export interface AnswerEnd {
  readonly exchange: string;
  readonly outcome: string;
  readonly requestBytes: number;
  /** Tools whose calls have arguments that do not fit. */
  readonly unfit: readonly string[];
  readonly fallback: string | undefined;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Holds an answer against its request and its session, when it is over. */
export type JudgeAnswer = (facts: ResponseFacts | undefined, end: AnswerEnd) => readonly Finding[];

/** Makes what judges an answer, of what its request asked and its session foretells. */
export function answerJudge(
  contracted: ContractedRole,
  facts: RequestFacts,
  expected: Expected,
  norms?: EffortNorms,
): JudgeAnswer {
  const asked = facts.fields.cache_ttl;
  return (answer, { exchange, outcome, requestBytes, unfit, fallback, at }) => {
    const calls = outcome === "complete" ? (answer?.toolCalls ?? NOTHING) : NOTHING;
    const called = calls.length === 0 ? NOTHING : calls.map(({ name }) => name);
    const breaches = checkAnswer(
      {
        expected,
        outcome,
        complete: outcome === "complete",
        usage: answer?.usage,
        requestBytes,
        ttl: { asked, granted: answer?.fields.cache_ttl },
        called,
        unfit,
        reasoned: outcome === "complete" ? reasonedIn(facts, answer, norms) : undefined,
        // Most answers call nothing, and some requests offer hundreds.
        offered: called.length === 0 ? NOTHING : facts.tools.map(({ name }) => name),
        echoed: echoedIn(facts, answer),
        scripts: scriptsIn(facts, answer),
        fallback: fallback === undefined ? undefined : staleness(contracted, fallback, at),
      },
      exchange,
    );
    return breaches.length === 0 ? NOTHING : breaches.map((breach) => findingOf(contracted, breach));
  };
}

/** How much was reasoned at the effort that was asked for, where the provider counts it. */
function reasonedIn(
  { fields, format }: RequestFacts,
  answer: ResponseFacts | undefined,
  norms: EffortNorms | undefined,
): AnswerMoment["reasoned"] {
  const { effort } = fields;
  const tokens = answer?.usage?.reasoning;
  if (norms === undefined || effort === undefined || tokens === undefined) return undefined;
  // Without thinking there is no reasoning at any effort.
  const model = `${format} ${answer?.model ?? fields.model ?? ""} ${fields.thinking ?? ""}`;
  return { effort, tokens, usual: norms.take(model, effort, tokens) };
}

/** Fields that come back as they were asked for, or were dropped: no provider chooses them by itself. */
const ECHOED = ["response_format", "max_tokens"] as const;

function echoedIn({ fields }: RequestFacts, answer: ResponseFacts | undefined): AnswerMoment["echoed"] {
  let echoed: AnswerMoment["echoed"] = NOTHING;
  for (const field of ECHOED) {
    const asked = fields[field];
    if (asked === undefined) continue;
    const served = answer?.fields[field];
    // Text is what a model answers where nothing is set.
    const unset = answer?.unset?.includes(field) === true && asked !== "text";
    if (served !== undefined || unset) echoed = [...echoed, { field, asked, served }];
  }
  return echoed;
}

const NOTHING: readonly never[] = [];

/** What an answer is written in, and its conversation; most are all Latin, and nothing is looked at. */
function scriptsIn(
  { messages, systemText, continues }: RequestFacts,
  answer: ResponseFacts | undefined,
): { answer: number; conversation: number } | undefined {
  if (answer?.scripts === undefined || continues !== undefined) return undefined;
  let said = scriptsInText(systemText);
  for (const { scripts = 0 } of messages) said |= scripts;
  return { answer: answer.scripts, conversation: said };
}

function staleness({ fallbacks }: ContractedRole, model: string, at: number): AnswerMoment["fallback"] {
  const declared = fallbacks.find(({ id }) => id === undefined || id === model);
  return declared?.sunset === undefined
    ? undefined
    : { model, sunset: declared.sunset, today: new Date(at).toISOString().slice(0, 10) };
}

/** What an answer teaches its session of tokens and of the cache. */
export function countedIn(answer: ResponseFacts | undefined, requestBytes: number): Counted | undefined {
  const usage = answer?.usage;
  if (usage === undefined) return undefined;
  const tokens = usage.cacheRead + usage.cacheWrite5m + usage.cacheWrite1h;
  // Only where a life was bought is it known how long something is kept.
  const bought = usage.cacheWrite5m + usage.cacheWrite1h > 0 || answer?.fields.cache_ttl !== undefined;
  const ttlMs = usage.cacheWrite1h > 0 || answer?.fields.cache_ttl === "1h" ? HOUR_MS : FIVE_MINUTES_MS;
  return { tokens: usage.input, bytes: requestBytes, ...(bought && tokens > 0 ? { cached: { tokens, ttlMs } } : {}) };
}
