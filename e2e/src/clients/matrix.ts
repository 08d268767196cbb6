import type { Deployment } from "../harness.ts";
import type { Installed } from "./install.ts";

/** What every client has to come through with. */
export const CASES = ["one-shot", "streamed", "tool-loop", "multi-turn", "cancel", "busy", "cut", "refused"] as const;

/** One of them. */
export type Case = (typeof CASES)[number];

const words = (count: number): string => Array.from({ length: count }, (_, index) => `word${index}`).join(" ");
const directive = (value: unknown, tag: string): string => `Please, ${tag}. [[lab ${JSON.stringify(value)}]] Thanks.`;
const WHOLE = `Whole at last. ${words(40)}`;

/** What befalls the first request of a case that has its tag; a head that comes with its end would be no answer yet. */
export const FAULTS: Partial<Record<Case, string>> = { busy: "status=429, retry-after=0", cut: "slow=30, cut=6" };

/**
 * What is said to the lab, which does as it is told.
 *
 * @param tag is in all of it, so that no two conversations begin with the same words.
 */
export function promptsFor(tag: string, tool: string, input: object): Readonly<Record<string, string>> {
  return {
    hi: `say hi ${tag}`,
    ho: `say ho ${tag}`,
    tool: directive({ tool, input, after: "I have looked." }, tag),
    slow: directive({ fault: "slow=40", text: words(300) }, tag),
    busy: directive({ text: "Second try." }, tag),
    // A client that tries again may bring back what it had: whichever answer it is by then is the same.
    cut: directive({ text: WHOLE, after: WHOLE }, tag),
  };
}

/** What a client made of a case. */
export interface CaseResult {
  /** What it got in the end. */
  readonly text: string;
  /** What it took for the answer that broke off, where it raised no error: it has asked again by itself. */
  readonly first?: string | null;
  /** The error that it raised on the way, where its caller saw one. */
  readonly failed?: string | null;
}

/** Where a client calls. */
export interface Place {
  readonly deployment: Deployment;
  /** A key that no other case has: what is recorded under it is this case's. */
  readonly key: string;
  /** A word that no other case says. */
  readonly tag: string;
}

/** A client of the matrix. */
export interface Client {
  readonly name: string;
  readonly version: string;
  install(): Promise<Installed>;
  run(what: Case, folder: string, place: Place): Promise<CaseResult>;
  /** How its records name it. */
  readonly recordedAs: string;
  /** How its conversations are recognised from their second request on. */
  readonly session: "prefix" | "client" | "response";
  /** Its provider's answers name no model: who served is unavailable. */
  readonly servedUnnamed?: true;
  /** Cases that cannot be shown with it, and why. */
  readonly skips?: Partial<Record<Case, string>>;
  /**
   * What it does by itself when an answer breaks off: it asks again, or it asks for the rest. All
   * others tell their caller.
   */
  readonly onCut?: "retries" | "goes on";
  /** How often it asks again though a refusal says that it is final; never, where it does not say. */
  readonly asksAgainWhenRefused?: number;
}
