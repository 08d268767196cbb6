import type { Difference } from "../witness/differences.ts";

/** What recorded requests say of a finding, where they were asked. */
export type Proof =
  | {
      readonly kind: "witness";
      /** The request that the change treats otherwise. */
      readonly exchange: string;
      readonly session: string;
      readonly audience?: string;
      readonly differences: readonly Difference[];
    }
  /** None of so many requests is treated otherwise by the change. */
  | { readonly kind: "none"; readonly requests: number };
