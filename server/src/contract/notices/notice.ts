import type { ChangeSeverity, Subject } from "../diff/rule.ts";
import type { NoticeTerms, Opt } from "./terms.ts";

/** How much a text changed, in words; the text itself is the product's own. */
export interface TextChange {
  /** Words before, and after. */
  readonly from: number;
  readonly to: number;
  /** Words that came, and that went; both 0 where only order, spaces or signs differ. */
  readonly added: number;
  readonly removed: number;
}

/** One change that a notice tells of. */
export interface NoticeEntry {
  /** The rule of the diff that found it. */
  readonly rule: string;
  readonly subject: Subject;
  readonly severity: ChangeSeverity;
  readonly fingerprint: string;
  readonly path: string;
  readonly role?: string;
  /** Whom it concerns, where it is not everybody; `""` are those of no declared audience. */
  readonly audiences?: readonly string[];
  readonly message: string;
  /** Values as they may be shown; texts of the product's own are left out of them. */
  readonly before?: unknown;
  readonly after?: unknown;
  /** In the place of both values, where they are texts of the product's own. */
  readonly text?: TextChange;
  /** Why it matters to those who rely on the surface. */
  readonly matters: string;
  /** Why it was done, where the contract says so of this change. */
  readonly reason?: string;
}

/** A field that a tenant may have as it was before. */
export interface ChoosableField {
  /** In the contract's one form; a place of the diff. */
  readonly path: string;
  /** `out`: new values hold unless a tenant is out; `in`: old ones unless a tenant is in. */
  readonly opt: Opt;
  /** The drop in quality that is ruled out. */
  readonly margin?: number;
}

/** What tenants may choose of a notice. */
export interface NoticeChoice {
  readonly fields: readonly ChoosableField[];
  /** The last day (UTC) on which old values can be had; left out where a contract offers the choice without end. */
  readonly sunset?: string;
}

/** What a change did, as it was measured. */
export interface Effect {
  readonly signal: string;
  readonly estimate: number;
  /** The bounds between which the effect lies. */
  readonly interval: readonly [low: number, high: number];
  /** Units (sessions, users) that it was measured on. */
  readonly units: number;
  /** Where it comes from: a gate's run, a rollout. */
  readonly source: string;
}

/** What integrators are told of a change. Never changed, but for what is measured later. */
export interface Notice {
  /** `n-` and 16 hex digits of the digest of all the rest but `measured`. */
  readonly id: string;
  /** The entry of the audit log that made it. */
  readonly number: number;
  /** Milliseconds. */
  readonly at: number;
  readonly kind: "registered" | "promoted";
  readonly surface: string;
  /** Versions. */
  readonly from: string;
  readonly to: string;
  readonly digests: { readonly from: string; readonly to: string };
  /** The channel that points at `to` from now on; absent where a version was registered. */
  readonly channel?: string;
  /** The worst of its entries. */
  readonly severity: ChangeSeverity;
  /** What whoever made the change said of it. */
  readonly terms: NoticeTerms;
  /** The most serious first. */
  readonly entries: readonly NoticeEntry[];
  readonly choice?: NoticeChoice;
  /** Empty until somebody measured it. */
  readonly measured: readonly Effect[];
}
