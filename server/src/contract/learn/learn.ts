import type { RoleDocument } from "../document/role.ts";
import type { WrittenDocument } from "../document.ts";
import { matchesOf } from "./matches.ts";
import type { Observation } from "./observation.ts";
import { learnPrompt } from "./prompts.ts";
import { learnTools } from "./tools.ts";
import { learnValues } from "./values.ts";
import { type Voice, voicesOf } from "./voices.ts";

/** What a learnt contract is called, and what it does. */
export interface LearnOptions {
  readonly surface: string;
  readonly version: string;
  readonly mode: WrittenDocument["mode"];
  /** What is known to differ, by role; for contracts that are to be compared. */
  readonly known?: KnownToVary;
  /** Voices of another release, whose names the same voices keep; for contracts that are to be compared. */
  readonly like?: readonly Voice[];
}

/** What differs from request to request, by role. */
export interface KnownToVary {
  /** Patterns of lines of the prompt. */
  readonly patterns: ReadonlyMap<string, readonly string[]>;
  /** Fields, and `tools` or `system`. */
  readonly parts: ReadonlyMap<string, ReadonlySet<string>>;
}

/** A contract that was learnt from traffic. */
export interface Learnt {
  readonly document: WrittenDocument;
  /** What is not contracted, and why: a sentence each, by role. */
  readonly leftOut: readonly string[];
  readonly requests: number;
  readonly sessions: number;
  /** Clients and their versions, as they name themselves. */
  readonly clients: readonly string[];
  readonly varies: KnownToVary;
  readonly voices: readonly Voice[];
}

const NO_TOOLS = { tools: undefined, leftOut: undefined };

/**
 * Writes a contract as a product's requests show it: its voices, their prompts without what changes,
 * their tools and their values. What differs between requests becomes bounds where it is somebody's
 * choice, and is else left out and told. Pure.
 */
export function learnContract(observations: readonly Observation[], options: LearnOptions): Learnt {
  const voices = voicesOf(observations, options.like);
  const matches = matchesOf(voices);
  const leftOut: string[] = [];
  const parts = new Map<string, ReadonlySet<string>>();
  const patterns = new Map<string, readonly string[]>();
  const roles = voices.map(({ name, observations: some }): [string, RoleDocument] => {
    const passed = options.known?.parts.get(name) ?? new Set<string>();
    const { role, leftOut: values, varying } = learnValues(some, passed);
    const { tools, leftOut: toolless } = passed.has("tools") ? NO_TOOLS : learnTools(some);
    const system = passed.has("system")
      ? undefined
      : learnPrompt(
          some.map((one) => one.system),
          some[0]?.clientVersion ?? "",
          options.known?.patterns.get(name),
        );
    const vary = [...varying, ...(tools === undefined ? ["tools"] : []), ...(system === undefined ? ["system"] : [])];
    parts.set(name, new Set([...passed, ...vary]));
    patterns.set(name, system?.flatMap(({ pattern }) => pattern ?? []) ?? []);
    const match = matches.get(name);
    const reasons = [...values, ...(toolless === undefined ? [] : [toolless])];
    if (system === undefined && !passed.has("system"))
      reasons.push("the system prompt: those that were sent have too little in common");
    leftOut.push(...reasons.map((reason) => `${name}: ${reason}`));
    const whole: RoleDocument = {
      ...(match === undefined ? {} : { match }),
      ...role,
      ...(system === undefined ? {} : { system: [...system] }),
      ...(tools === undefined ? {} : { tools }),
    };
    return [name, whole];
  });
  const { surface, version, mode } = options;
  return {
    document: { bellwether: 1, surface, version, mode, roles: Object.fromEntries(roles) },
    leftOut,
    requests: observations.length,
    sessions: new Set(observations.map(({ session }) => session)).size,
    varies: { patterns, parts },
    voices,
    clients: [...new Set(observations.map(({ client, clientVersion }) => `${client} ${clientVersion}`.trim()))],
  };
}
