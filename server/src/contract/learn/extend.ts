import type { Frozen } from "../contract.ts";
import type { ContractDocument, WrittenDocument } from "../document.ts";
import { overlay } from "../merge.ts";

/** A learnt contract under one that somebody wrote: what that one says stays, and the rest is added. */
export function extended(learnt: WrittenDocument, existing: Frozen<ContractDocument>): WrittenDocument {
  return overlay(learnt, existing) as WrittenDocument;
}
