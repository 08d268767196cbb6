import type { RoleDocument } from "../document/role.ts";
import type { WrittenDocument } from "../document.ts";
import { matchesOf } from "./matches.ts";
import type { Observation } from "./observation.ts";
import { learnPrompt } from "./prompts.ts";
import { learnTools } from "./tools.ts";
import { learnValues } from "./values.ts";
import { voicesOf } from "./voices.ts";

/** What a learnt contract is called, and what it does. */
export interface LearnOptions {
  readonly surface: string;
  readonly version: string;
  readonly mode: WrittenDocument["mode"];
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
}

/**
 * Writes a contract as a product's requests show it: its voices, their prompts without what changes,
 * their tools and their values. What differs between requests becomes bounds where it is somebody's
 * choice, and is else left out and told. Pure.
 */
export function learnContract(observations: readonly Observation[], options: LearnOptions): Learnt {
  const voices = voicesOf(observations);
  const matches = matchesOf(voices);
  const leftOut: string[] = [];
  const roles = voices.map(({ name, observations: some }): [string, RoleDocument] => {
    const { role, leftOut: values } = learnValues(some);
    const { tools, leftOut: toolless } = learnTools(some);
    const system = learnPrompt(
      some.map((one) => one.system),
      some[0]?.clientVersion ?? "",
    );
    const match = matches.get(name);
    const reasons = [...values, ...(toolless === undefined ? [] : [toolless])];
    if (system === undefined) reasons.push("the system prompt: those that were sent have too little in common");
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
    clients: [...new Set(observations.map(({ client, clientVersion }) => `${client} ${clientVersion}`.trim()))],
  };
}
