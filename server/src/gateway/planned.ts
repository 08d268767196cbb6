import type { Span } from "../wire/json/scan.ts";
import type { Decided } from "./decided.ts";
import type { EmbeddingTerms } from "./embedding.ts";
import type { Target } from "./target.ts";

/** What is to be sent where, and what its answer is judged by. */
export interface Planned {
  readonly targets: readonly Target[];
  readonly body: Uint8Array | undefined;
  /** Headers that the contract fills in. */
  readonly extraHeaders: Readonly<Record<string, string>>;
  /** Where the model's name stands in the body. */
  readonly modelSpan: Span | undefined;
  /** Absent for operations whose answers are not judged. */
  readonly decided: Decided | undefined;
  readonly idempotent: boolean;
  /** What embeddings are held to; absent for all else. */
  readonly embedding?: EmbeddingTerms;
}
