import type { Contract, ResolvedDocument } from "../contract/contract.ts";
import { contractedValues, type ContractedRole } from "../contract/contracted.ts";
import type { MatchedRole } from "../contract/resolution.ts";
import { contractFor, journeysOf, matchRole } from "../contract/resolution.ts";
import { maskPrompt, type MaskedPrompt, roleOfPrompt } from "../contract/prompt.ts";
import { selectContract } from "../contract/selection.ts";
import { BellwetherError } from "../core/error.ts";
import type { Pin } from "../session/conversation.ts";
import type { HeaderReader } from "../wire/codec.ts";
import type { RequestFacts, SystemSection } from "../wire/facts.ts";
import type { CallerHeaders } from "./caller.ts";
import type { KeyRecord } from "./key.ts";
import type { Snapshot } from "./snapshot.ts";

/** The contract of an exchange, and how its session holds it. */
export interface Binding {
  readonly contract: Contract;
  /** What the contract says to this caller's audience. */
  readonly terms: ResolvedDocument;
  readonly channel: string;
  readonly chosenBy: string;
  readonly pin: "first" | "kept" | "assumed" | "follow";
  /** By which choices of its tenant the contract holds; empty where none changes anything. */
  readonly choice: string;
}

/** What decides the contract of an exchange. */
export interface BindingCase {
  readonly snapshot: Snapshot;
  readonly key: KeyRecord;
  readonly caller: CallerHeaders;
  readonly system: readonly SystemSection[];
  /** The pin of the conversation, where it has one. */
  readonly pinned: Pin | undefined;
  /** The conversation is under way, and nobody knows under which contract. */
  readonly assumed: boolean;
  /** Milliseconds. */
  readonly now: number;
}

/**
 * Which contract an exchange is under: the one that its conversation began with, unless the
 * contract follows its channel or the caller names an exact version. What its tenant chose of a
 * change counts when a conversation begins, and nowhere where an exact version is asked for.
 *
 * @throws {BellwetherError} `contract_missing`, `contract_unknown` or `key_not_allowed`.
 */
export function bindContract(request: BindingCase): Binding {
  const { snapshot, key, caller, pinned } = request;
  const audience = audienceOf(key, caller);
  const keeps = pinned !== undefined && !namesVersion(caller.contract) && isInside(pinned, key, caller);
  const kept = keeps ? versionOf(snapshot, pinned) : undefined;
  const keptTerms = kept === undefined ? undefined : contractFor(kept, audience);
  if (kept !== undefined && keptTerms !== undefined && pinned !== undefined && keptTerms.conversation !== "follow") {
    const pin = pinned.kind === "assumed" ? "assumed" : "kept";
    const { channel, chosenBy, choice = "" } = pinned;
    return { contract: kept, terms: keptTerms, channel, chosenBy, pin, choice };
  }
  const selection = selectContract({
    binding: {
      ...(key.surface === undefined ? {} : { surface: key.surface }),
      ...(key.channel === undefined ? {} : { channel: key.channel }),
      ...(key.audience === undefined ? {} : { audience: key.audience }),
    },
    header: caller.contract ?? null,
    hasPrompt: (contract) => roleOfPrompt(contract, request.system) !== undefined,
    registry: snapshot.registry,
  });
  if (!selection.ok) throw selection.error;
  const { channel = "", how } = selection;
  const { contract, choice } = namesVersion(caller.contract)
    ? { contract: selection.contract, choice: "" }
    : snapshot.choices.choose(selection.contract, key.tenant, request.now);
  const terms = contractFor(contract, audience);
  const pin = terms.conversation === "follow" ? "follow" : request.assumed ? "assumed" : "first";
  return { contract, terms, channel, chosenBy: how, pin, choice };
}

/** Whom a request is made for: as a trusted caller says, else as its key does. */
function audienceOf(key: KeyRecord, caller: CallerHeaders): string | undefined {
  return caller.audience ?? key.audience;
}

/** The pin that a conversation gets from its first exchange's binding. */
export function pinOf({ contract, channel, chosenBy, pin, choice }: Binding): Pin {
  const { surface, version, digest } = contract;
  const kind = pin === "assumed" ? "assumed" : "first";
  return { surface, version, digest, channel, chosenBy, kind, ...(choice === "" ? {} : { choice }) };
}

/** The voice of a request, and what is contracted for it. */
export interface Voice {
  readonly audience: string | undefined;
  readonly matched: MatchedRole;
  readonly contracted: ContractedRole;
  readonly journeys: readonly string[];
  readonly prompt: MaskedPrompt;
}

/** Finds the role that a request speaks in, for its audience. Pure. */
export function hearVoice(
  contract: Contract,
  key: KeyRecord,
  caller: CallerHeaders,
  facts: RequestFacts,
  headers: HeaderReader,
): Voice {
  const audience = audienceOf(key, caller);
  const asserted = caller.journey === undefined ? [] : [caller.journey];
  const view = { facts, header: (name: string) => headers.get(name), journeys: asserted };
  const journeys = journeysOf(contract, view, audience);
  const matched = matchRole(contract, audience, { ...view, journeys });
  const contracted = contractedValues(contract, audience, matched.role);
  return { audience, matched, contracted, journeys, prompt: maskedOnce(contracted, facts.system) };
}

// The sections of a system prompt that was seen before are the same object again (they are
// remembered by their bytes), so a long prompt is masked and hashed once for each role.
const masked = new WeakMap<readonly SystemSection[], Map<ContractedRole, MaskedPrompt>>();

/** No prompt is always the same one. */
const NO_PROMPT: readonly SystemSection[] = [];

function maskedOnce(contracted: ContractedRole, sections: readonly SystemSection[]): MaskedPrompt {
  const system = sections.length === 0 ? NO_PROMPT : sections;
  let byRole = masked.get(system);
  if (byRole === undefined) {
    byRole = new Map();
    masked.set(system, byRole);
  }
  let prompt = byRole.get(contracted);
  if (prompt === undefined) {
    prompt = maskPrompt(contracted.prompt, system);
    byRole.set(contracted, prompt);
  }
  return prompt;
}

function versionOf(snapshot: Snapshot, pin: Pin): Contract | undefined {
  const registered = snapshot.registry.surfaces.get(pin.surface)?.versions.get(pin.version);
  if (registered === undefined) return undefined;
  const contract = pin.choice === undefined ? registered : snapshot.choices.again(registered, pin.choice);
  return contract.digest === pin.digest ? contract : undefined;
}

/** A pin holds inside the key's fence, and for the surface that the caller names: a session's name gives no rights. */
function isInside(pin: Pin, key: KeyRecord, caller: CallerHeaders): boolean {
  const named = caller.contract?.split("@")[0]?.trim();
  return (key.surface ?? pin.surface) === pin.surface && (named ?? pin.surface) === pin.surface;
}

function namesVersion(header: string | undefined): boolean {
  return header !== undefined && /@\d/.test(header);
}

/**
 * Fails closed where a safety-critical surface would begin a conversation on news that is too old.
 *
 * @throws {BellwetherError} `not_ready`.
 */
export function requireFreshSnapshot(snapshot: Snapshot, binding: Binding, now: number, maxAgeMs: number): void {
  const begins = binding.pin !== "kept";
  if (!begins || binding.terms.safety?.critical !== true || now - snapshot.createdAt <= maxAgeMs) return;
  throw new BellwetherError(
    "not_ready",
    "this gateway has had no news from control for too long to begin a conversation on a safety-critical surface; try again when control is back",
    { retryAfter: 5 },
  );
}
