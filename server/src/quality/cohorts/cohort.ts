/** One attribute with its value. */
export interface Trait {
  readonly attribute: string;
  readonly value: string;
}

/** Units that share attributes; with none, all units. */
export interface Cohort {
  readonly traits: readonly Trait[];
  /** Whether its units come into it by what happened to them after they were assigned. */
  readonly post: boolean;
}

/** All units. */
export const EVERYONE: Cohort = { traits: [], post: false };

/** A cohort in words: `plan=free, client=cli`. */
export function cohortName({ traits }: Cohort): string {
  return traits.length === 0 ? "all units" : traits.map(({ attribute, value }) => `${attribute}=${value}`).join(", ");
}
