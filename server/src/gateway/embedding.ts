import { isSnapshotOf } from "../contract/served.ts";
import { BellwetherError } from "../core/error.ts";
import type { EmbeddingsCodec } from "../wire/codec.ts";
import type { ResponseFacts } from "../wire/facts.ts";
import { scanBody, type Span } from "../wire/json/scan.ts";
import { type Answer, REFUSED, upstreamColumns } from "./answer.ts";

/** What an answer of embeddings is held to: vectors of another model can be compared with none of one's own. */
export interface EmbeddingTerms {
  /** The model that the caller asked for; undefined where it named none. */
  readonly requested: string | undefined;
  /** Where the name stands in the body. */
  readonly modelSpan: Span | undefined;
  /** Facts of the answer. */
  readonly readAnswer: EmbeddingsCodec["readAnswer"];
  /** Whether somebody else's vectors are refused, and not only noted. */
  readonly refuses: boolean;
}

/**
 * @param asked the model that a request asks for whose body says the given one.
 * @throws {BellwetherError} `body_malformed`.
 */
export function embeddingTerms(
  { requestedModel, readAnswer }: EmbeddingsCodec,
  body: Uint8Array,
  refuses: boolean,
  asked: (said: string | undefined) => string | undefined,
): EmbeddingTerms {
  const scanned = scanBody(body);
  const modelSpan = scanned.members.get("model");
  return { requested: asked(requestedModel(scanned)), modelSpan, readAnswer, refuses };
}

/**
 * Holds vectors to their terms: notes that another model made them, and ends the exchange where that is refused.
 *
 * @throws {BellwetherError} `contract_violated`.
 */
export async function judgeEmbeddings(
  { exchange, response }: Answer,
  terms: EmbeddingTerms,
  facts: ResponseFacts,
): Promise<void> {
  if (!isSubstituted(terms, facts)) return;
  exchange.log?.note({ violations: ["SERVED_MODEL_MISMATCH"] });
  exchange.tell({ violations: ["SERVED_MODEL_MISMATCH"] });
  if (!terms.refuses) return;
  await exchange.end("refused", 409, facts, { ...upstreamColumns(response), ...REFUSED });
  throw embeddingRefused();
}

/** Whether another model's vectors came than were asked for; an alias may resolve to its own dated snapshot. */
function isSubstituted({ requested }: EmbeddingTerms, { model, error }: ResponseFacts): boolean {
  if (error !== undefined || requested === undefined || model === undefined) return false;
  return model !== requested && !isSnapshotOf(model, requested);
}

function embeddingRefused(): BellwetherError {
  return new BellwetherError(
    "contract_violated",
    "refused: the vectors did not come from whom this request named, and could be compared with none of its own; the record of this exchange says who made them",
  );
}
