import { endOf } from "../../day.ts";
import type { DiffFinding } from "../diff.ts";
import { knownRule } from "../known-rules.ts";
import { PROFILE_OF, type Profile, PROFILES } from "../rule.ts";
import type { Waiver } from "./document.ts";

/** A finding, and what was agreed of it. */
export interface WeighedFinding extends DiffFinding {
  /** It is accepted: it does not count. */
  readonly waiver?: Waiver;
  /** It was accepted until a day that is over: it counts. */
  readonly expired?: Waiver;
}

/** A waiver that waives nothing here. */
export interface UnusedWaiver {
  readonly waiver: Waiver;
  readonly why: string;
}

/** What is compared when waivers are looked at. */
export interface WaiverScope {
  /** Milliseconds. */
  readonly now: number;
  /** The surfaces that are compared. */
  readonly surfaces: readonly string[];
  readonly profile: Profile;
}

/** The finding with the waiver that accepts it, or that no longer does. */
export function weigh(
  finding: DiffFinding,
  surface: string,
  waivers: readonly Waiver[],
  { now }: Pick<WaiverScope, "now">,
): WeighedFinding {
  const own = waivers.filter((waiver) => isOf(waiver, finding, surface));
  const holding = own.find((waiver) => now < endOf(waiver.expires));
  if (holding !== undefined) return { ...finding, waiver: holding };
  const [expired] = own;
  return expired === undefined ? finding : { ...finding, expired };
}

/**
 * The waivers that no finding needs any more. One that speaks of a surface or a profile that is
 * not compared here says nothing of this diff.
 *
 * @param found every finding, with its surface.
 */
export function unusedWaivers(
  waivers: readonly Waiver[],
  found: readonly { readonly surface: string; readonly finding: DiffFinding }[],
  { surfaces, profile }: WaiverScope,
): readonly UnusedWaiver[] {
  return waivers.flatMap((waiver): UnusedWaiver[] => {
    const subject = knownRule(waiver.rule)?.subject;
    const isCompared = subject === undefined || PROFILES.indexOf(PROFILE_OF[subject]) <= PROFILES.indexOf(profile);
    const isHere = waiver.surface === undefined || surfaces.includes(waiver.surface);
    if (!isCompared || !isHere) return [];
    if (found.some(({ surface, finding }) => isOf(waiver, finding, surface))) return [];
    const other = found.find(({ finding }) => finding.fingerprint === waiver.fingerprint)?.finding;
    const why =
      other === undefined || other.rule === waiver.rule
        ? "nothing in this diff has its fingerprint"
        : `the finding with its fingerprint is ${other.rule}`;
    return [{ waiver, why }];
  });
}

function isOf({ fingerprint, rule, surface }: Waiver, finding: DiffFinding, of: string): boolean {
  return fingerprint === finding.fingerprint && rule === finding.rule && (surface ?? of) === of;
}
