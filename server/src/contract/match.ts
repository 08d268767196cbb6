import type { RequestFacts } from "../wire/facts.ts";
import { type Comparison, meets, parseComparison } from "./comparison.ts";
import type { Frozen } from "./contract.ts";
import type { MatchDocument } from "./document/match.ts";
import { compilePattern, parseHeaderCondition } from "./pattern.ts";

/** What of a request decides its journeys and its role. */
export interface RequestView {
  readonly facts: RequestFacts;
  /** A header's value by its lower-case name. */
  readonly header: (name: string) => string | null;
  /** The journeys that the request belongs to: asserted by a caller, or recognised before. */
  readonly journeys: readonly string[];
  /** Time since the last exchange of the session in ms; absent in a session's first. */
  readonly idleMs?: number;
  /** Input tokens where they are known; else they are estimated from bytes. */
  readonly inputTokens?: number;
}

/** A match made ready: all conditions must hold, and their number says how special it is. */
export interface Matcher {
  readonly isDefault: boolean;
  readonly conditions: number;
  readonly holds: (view: RequestView) => boolean;
}

type Condition = (view: RequestView) => boolean;

/** Makes the conditions of a role, a journey or a routing rule ready. */
export function compileMatch(match: Frozen<MatchDocument>): Matcher {
  const conditions: Condition[] = [
    ...listOf(match.header).map(headerHolds),
    ...listOf(match.system_contains).map(
      (text): Condition =>
        ({ facts }) =>
          facts.systemText.includes(text),
    ),
    ...anyOf(match.model, (model, { facts }) => facts.fields.model === model),
    ...anyOf(match.thinking, (thinking, { facts }) => thinkingIs(facts.fields.thinking, thinking)),
    ...anyOf(match.request_class, (name, { facts }) => facts.hints.requestClass === name),
    ...anyOf(match.journey, (journey, view) => view.journeys.includes(journey)),
    ...toolConditions(match),
  ];
  if (match.agent !== undefined) {
    const wanted = match.agent;
    conditions.push(({ facts }) => isSubAgent(facts) === wanted);
  }
  conditions.push(...comparing(match.input_tokens, (view) => view.inputTokens ?? estimateTokens(view.facts)));
  conditions.push(...comparing(match.idle, (view) => view.idleMs));
  return {
    isDefault: match.default === true,
    conditions: conditions.length,
    holds: (view) => conditions.every((condition) => condition(view)),
  };
}

/** Whether a request says of itself that a sub-agent sends it. */
export function isSubAgent(facts: RequestFacts): boolean {
  const { agent, parentAgent, requestClass } = facts.hints;
  return agent !== undefined || parentAgent !== undefined || requestClass === "subagent";
}

/** About how many tokens a request has, by its bytes: four to a token, as in English text. */
function estimateTokens(facts: RequestFacts): number {
  const bytes = facts.messages.reduce((sum, message) => sum + message.bytes, facts.systemText.length);
  return Math.ceil(bytes / 4);
}

function headerHolds(text: string): Condition {
  const condition = parseHeaderCondition(text);
  if (condition === undefined) return () => false;
  switch (condition.kind) {
    case "present":
      return ({ header }) => header(condition.name) !== null;
    case "equals":
      return ({ header }) => header(condition.name) === condition.value;
    case "matches": {
      // Without g and y a regex keeps no state between requests.
      const compiled = compilePattern(condition.source, condition.flags.replace(/[gy]/g, ""));
      if (!compiled.ok) return () => false;
      return ({ header }) => {
        const value = header(condition.name);
        return value !== null && compiled.regex.test(value);
      };
    }
  }
}

function toolConditions(match: Frozen<MatchDocument>): Condition[] {
  const conditions: Condition[] = [];
  if (match.has_tools !== undefined) {
    const wanted = match.has_tools;
    conditions.push(({ facts }) => facts.tools.length > 0 === wanted);
  }
  if (match.no_tools !== undefined) {
    const wanted = match.no_tools;
    conditions.push(({ facts }) => (facts.tools.length === 0) === wanted);
  }
  const { tools } = match;
  if (typeof tools === "string" || typeof tools === "number") {
    conditions.push(...comparing(tools, ({ facts }) => facts.tools.length));
  } else if (tools !== undefined) {
    conditions.push(
      ...tools.map(
        (name): Condition =>
          ({ facts }) =>
            facts.tools.some((tool) => tool.name === name),
      ),
    );
  }
  return conditions;
}

function thinkingIs(requested: string | undefined, wanted: string): boolean {
  if (wanted === "absent") return requested === undefined;
  return requested === wanted || (wanted === "enabled" && requested?.startsWith("enabled:") === true);
}

function listOf(written: string | readonly string[] | undefined): readonly string[] {
  if (written === undefined) return [];
  return typeof written === "string" ? [written] : written;
}

function anyOf(
  written: string | readonly string[] | undefined,
  holds: (value: string, view: RequestView) => boolean,
): Condition[] {
  const values = listOf(written);
  return values.length === 0 ? [] : [(view) => values.some((value) => holds(value, view))];
}

function comparing(written: string | number | undefined, read: (view: RequestView) => number | undefined): Condition[] {
  if (written === undefined) return [];
  const comparison: Comparison | undefined = parseComparison(written);
  if (comparison === undefined) return [() => false];
  return [
    (view) => {
      const value = read(view);
      return value !== undefined && meets(value, comparison);
    },
  ];
}
