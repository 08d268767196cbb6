import type { FillValues } from "../wire/codec.ts";
import type { FieldValues, RequestFacts } from "../wire/facts.ts";
import type { ContractedRole } from "./contracted.ts";
import type { Chooser } from "./document/values.ts";
import type { Idle } from "./edits.ts";
import type { Finding } from "./findings.ts";
import type { MaskedPrompt } from "./prompt.ts";
import type { MatchedRole } from "./resolution.ts";

/** A request and what is contracted for it. */
export interface RequestCase {
  /** From `contractedValues` for the matched role. */
  readonly contracted: ContractedRole;
  readonly matched: MatchedRole;
  readonly facts: RequestFacts;
  /**
   * Who chose what the request asks for. The client, unless something that may be trusted says
   * that the person in front of it did.
   */
  readonly chooser?: Chooser;
  readonly idle?: Idle;
  /** From `maskPrompt`, where it is at hand; it is made when left out. */
  readonly prompt?: MaskedPrompt;
}

/** What one part of a judgement gives. */
export interface Judged {
  readonly values: FieldValues;
  readonly fills: FillValues;
  readonly findings: readonly Finding[];
}

/** What a part gives that has nothing to say. */
export const NOTHING: Judged = { values: {}, fills: {}, findings: [] };
