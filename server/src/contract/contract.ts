import type { Digest } from "../core/digest.ts";
import type { ContractDocument, Mode } from "./document.ts";

/** A value that nobody can change, through and through. */
export type Frozen<T> = T extends readonly (infer Item)[]
  ? readonly Frozen<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Frozen<T[Key]> }
    : T;

/**
 * What holds for one audience: its overlay laid over the document, each role written out with
 * what it inherits. Overlays and `inherit` have done their work and are gone.
 */
export type ResolvedDocument = Frozen<Omit<ContractDocument, "audiences">>;

/** One version of a surface's contract, checked and frozen. */
export interface Contract {
  /** Where it was read from; not a part of the contract. */
  readonly file: string;
  readonly surface: string;
  readonly version: string;
  readonly mode: Mode;
  /** sha256 over the canonical form (RFC 8785) of `document`. */
  readonly digest: Digest;
  /** The document in its one form, prompts and schemas inlined. Loading it again gives the same digest. */
  readonly document: Frozen<ContractDocument>;
  /** What holds for everybody who is of no declared audience. */
  readonly base: ResolvedDocument;
  /** What holds for each declared audience. */
  readonly audiences: ReadonlyMap<string, ResolvedDocument>;
}
