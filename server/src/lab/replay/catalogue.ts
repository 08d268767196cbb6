import type { Traits } from "../product/traits.ts";
import type { ThinkingTurns } from "../provider/anthropic/context-edits.ts";
import {
  dropsForm,
  hidesTokens,
  misspellsTools,
  shortensLives,
  slipsIntoThai,
  stripsReasoning,
  type Vendor,
} from "./vendor.ts";

/** A build, or a vendor behind a healthy one, that is played in a soak session. */
export interface CatalogueEntry {
  /** What is so of it. Nothing goes by it. */
  readonly name: string;
  readonly healthy: boolean;
  /** The agent by its traits, or the product that reads orders. */
  readonly product: "agent" | "extractor";
  readonly traits: Partial<Traits>;
  /** The contract that it should keep. */
  readonly contract: string;
  readonly thinkingTurns?: ThinkingTurns;
  readonly vendor?: Vendor;
}

const BEFORE = "before.yaml";
const CLEARING = "clearing.yaml";
const EXTRACTOR = "extractor.yaml";
/** Requests after which what comes in the middle of a session comes. */
const MIDDLE = 30;

function product(name: string, traits: Partial<Traits>, contract = BEFORE): CatalogueEntry {
  return { name, healthy: false, product: "agent", traits, contract };
}

function healthy(name: string, traits: Partial<Traits>, contract = BEFORE): CatalogueEntry {
  return { name, healthy: true, product: "agent", traits, contract };
}

function vendor(name: string, vendor: Vendor): CatalogueEntry {
  return { name, healthy: false, product: "agent", traits: {}, contract: BEFORE, vendor };
}

/** Builds of the product and vendors behind it: healthy ones, and one for each kind of incident. */
export const CATALOGUE: readonly CatalogueEntry[] = [
  healthy("nothing is wrong", {}),
  healthy("one voice alone", { voices: "one" }),
  healthy("clears once after an hour, as declared", { clear: "once" }, CLEARING),
  product("clears on every turn after an idle hour, declared as once", { clear: "latched" }, CLEARING),
  {
    ...product("the same, where the provider takes every answer for a turn", { clear: "latched" }, CLEARING),
    thinkingTurns: "every_answer",
  },
  product("clears on every turn after an idle hour, not declared", { clear: "latched" }),
  product("leaves reasoning out of its own history after an hour", { clear: "pruned" }),
  product("sends no reasoning back", { reasoning: "dropped" }),
  product("tools in a random order", { tools: "shuffled" }),
  product("a nonce in the prompt", { prompt: "nonce" }),
  product("a limit in the prompt that is not declared", { verbosity: "capped" }),
  product("a lower effort than declared", { effort: "medium" }),
  product("prefixes kept for 5 minutes, declared as an hour", { ttl: "5m" }),
  product("sends the last 32 KB of its history", { truncate: 32_768 }),
  product("cuts results of tools", { results: "cut" }),
  product("a searcher with the model and effort of who asks", { searcher: "inherited" }),
  vendor("20,000 hidden tokens, from the middle of a session on", { after: MIDDLE, answer: hidesTokens(20_000) }),
  vendor("another model answers, from the middle of a session on", {
    after: MIDDLE,
    fault: "serve-model=claude-sonnet-4-6",
  }),
  vendor("prefixes kept for 5 minutes where an hour was asked for", { request: shortensLives }),
  vendor("reasoning stripped behind the gateway", { request: stripsReasoning }),
  vendor("calls of tools that were not offered", { answer: misspellsTools }),
  vendor("a foreign script in answers", { after: MIDDLE, answer: slipsIntoThai }),
  { name: "answers in a form, as asked", healthy: true, product: "extractor", traits: {}, contract: EXTRACTOR },
  {
    name: "the form of answers dropped on the way",
    healthy: false,
    product: "extractor",
    traits: {},
    contract: EXTRACTOR,
    vendor: { after: 1, request: dropsForm },
  },
];
