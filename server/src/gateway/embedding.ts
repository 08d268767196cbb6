import { isSnapshotOf } from "../contract/served.ts";
import { BellwetherError } from "../core/error.ts";
import type { ResponseFacts } from "../wire/facts.ts";
import type { Span } from "../wire/json/scan.ts";
import { scanBody } from "../wire/json/scan.ts";
import { embeddingModel, readEmbeddings } from "../wire/openai-chat/embeddings.ts";

/** What an answer of embeddings is held to: vectors of another model can be compared with none of one's own. */
export interface EmbeddingTerms {
  /** The model that the caller asked for; undefined where it named none. */
  readonly requested: string | undefined;
  /** Where the name stands in the body. */
  readonly modelSpan: Span | undefined;
  /** Whether somebody else's vectors are refused, and not only noted. */
  readonly refuses: boolean;
}

/**
 * @param named the model, where the path names it.
 * @throws {BellwetherError} `body_malformed`.
 */
export function embeddingTerms(body: Uint8Array, refuses: boolean, named: string | undefined): EmbeddingTerms {
  const scanned = scanBody(body);
  return { requested: named ?? embeddingModel(scanned), modelSpan: scanned.members.get("model"), refuses };
}

/** Reads the answer. */
export function readEmbeddingAnswer(body: Uint8Array, status: number): ResponseFacts {
  return readEmbeddings(body, status);
}

/** Whether another model's vectors came than were asked for; an alias may resolve to its own dated snapshot. */
export function isSubstituted({ requested }: EmbeddingTerms, { model, error }: ResponseFacts): boolean {
  if (error !== undefined || requested === undefined || model === undefined) return false;
  return model !== requested && !isSnapshotOf(model, requested);
}

/** The refusal of such an answer. */
export function embeddingRefused(): BellwetherError {
  return new BellwetherError(
    "contract_violated",
    "refused: the vectors did not come from whom this request named, and could be compared with none of its own; the record of this exchange says who made them",
  );
}
