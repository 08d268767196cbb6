import type { Place } from "../places.ts";
import { requiredBump } from "./diff.ts";
import { type Bump, CHANGE_SEVERITIES, type ChangeSeverity, type Profile } from "./rule.ts";
import type { ComparedSurface } from "./surfaces.ts";
import { type UnusedWaiver, unusedWaivers, weigh, type WeighedFinding } from "./waivers/apply.ts";
import type { Waiver } from "./waivers/document.ts";

/** The least severities that can be said to fail. */
export const FAIL_ON = ["breaking", "risky", "never"] as const;

/** One of them. */
export type FailOn = (typeof FAIL_ON)[number];

/** A finding as a report shows it. */
export interface ReportedFinding extends WeighedFinding {
  /** Where it stands in the newer version's files, where it has some. */
  readonly place?: Place;
  /** Whether it is as bad as what fails, and not waived. */
  readonly fails: boolean;
}

/** One surface in a report. */
export interface ReportedSurface {
  readonly surface: string;
  /** `surface@version`; absent where the surface is new. */
  readonly before?: string;
  /** `surface@version`; absent where the surface is gone. */
  readonly after?: string;
  /** What all findings ask for; waived ones too: they are changes all the same. */
  readonly bump?: Bump;
  /** The most serious first, waived ones at the end. */
  readonly findings: readonly ReportedFinding[];
}

/** All that a diff has to say, whatever the format. */
export interface DiffReport {
  /** Whether sets of contracts were compared, not two contracts. */
  readonly many: boolean;
  readonly surfaces: readonly ReportedSurface[];
  readonly unused: readonly UnusedWaiver[];
  readonly failOn: FailOn;
  /** Whether a waiver that waives nothing fails. */
  readonly failOnUnused: boolean;
  /** The file in which waivers are written. */
  readonly waiversFile: string;
  /** Milliseconds. */
  readonly now: number;
}

/** What a report is made with, beside what was compared. */
export interface ReportOptions extends Omit<DiffReport, "surfaces" | "unused"> {
  readonly waivers: readonly Waiver[];
  readonly profile: Profile;
  /** Where a finding of a surface stands. */
  readonly placeOf: (finding: WeighedFinding, compared: ComparedSurface) => Place | undefined;
}

/** Weighs what was found by waivers and by what is to fail. */
export function reportOf(compared: readonly ComparedSurface[], options: ReportOptions): DiffReport {
  const { waivers, profile, placeOf, ...rest } = options;
  const scope = { now: options.now, profile, surfaces: compared.map(({ surface }) => surface) };
  const found = compared.flatMap(({ surface, findings }) => findings.map((finding) => ({ surface, finding })));
  const surfaces = compared.map((one): ReportedSurface => {
    const weighed = one.findings.map((finding): ReportedFinding => {
      const known = weigh(finding, one.surface, waivers, scope);
      const place = placeOf(known, one);
      const fails = known.waiver === undefined && isAsBadAs(known.severity, options.failOn);
      return { ...known, ...(place === undefined ? {} : { place }), fails };
    });
    const bump = requiredBump(one.findings);
    return {
      surface: one.surface,
      ...(one.before === undefined ? {} : { before: nameOf(one.before) }),
      ...(one.after === undefined ? {} : { after: nameOf(one.after) }),
      ...(bump === undefined ? {} : { bump }),
      findings: [...weighed.filter((each) => !isWaived(each)), ...weighed.filter(isWaived)],
    };
  });
  return { ...rest, surfaces, unused: unusedWaivers(waivers, found, scope) };
}

/** Whether what was compared fails. */
export function hasFailed({ surfaces, unused, failOnUnused }: DiffReport): boolean {
  return surfaces.some(({ findings }) => findings.some(({ fails }) => fails)) || (failOnUnused && unused.length > 0);
}

/** Every finding of a report, with its surface. */
export function findingsOf({
  surfaces,
}: Pick<DiffReport, "surfaces">): readonly { readonly surface: ReportedSurface; readonly finding: ReportedFinding }[] {
  return surfaces.flatMap((surface) => surface.findings.map((finding) => ({ surface, finding })));
}

function isWaived({ waiver }: WeighedFinding): boolean {
  return waiver !== undefined;
}

function isAsBadAs(severity: ChangeSeverity, least: FailOn): boolean {
  return least !== "never" && CHANGE_SEVERITIES.indexOf(severity) >= CHANGE_SEVERITIES.indexOf(least);
}

function nameOf({ surface, version }: { readonly surface: string; readonly version: string }): string {
  return `${surface}@${version}`;
}
