import { CHANGE_REASONS, type ChangeReason, type Opt, OPTS } from "../contract/notices/terms.ts";
import { usageError } from "./context.ts";

/** Flags by which a change of a surface is explained to those whom it concerns. */
export const noticeFlags = {
  why: { kind: "enum", values: [...CHANGE_REASONS], optional: true, brief: "Why it changes, for the notice" },
  note: { kind: "parsed", parse: String, optional: true, brief: "A few words for the notice", placeholder: "TEXT" },
  margin: {
    kind: "parsed",
    parse: marginOf,
    optional: true,
    brief: "The drop in quality that is ruled out, from 0 to 1; needed with --why cost",
    placeholder: "SHARE",
  },
  opt: {
    kind: "enum",
    values: [...OPTS],
    optional: true,
    brief: "Let tenants opt in to the change, or out of it; needed with --why cost",
  },
  sunset: {
    kind: "parsed",
    parse: String,
    optional: true,
    brief: "The last day on which tenants may stay with what was before (default: in 90 days)",
    placeholder: "DAY",
  },
} as const;

/** What `noticeFlags` gives. */
export interface NoticeFlags {
  readonly why?: ChangeReason;
  readonly note?: string;
  readonly margin?: number;
  readonly opt?: Opt;
  readonly sunset?: string;
}

/** The part of a request's body that the flags say; nothing where none is given. */
export function noticeBody({ why, note, margin, opt, sunset }: NoticeFlags): { readonly notice?: NoticeFlags } {
  const said = { why, note, margin, opt, sunset };
  return Object.values(said).every((one) => one === undefined) ? {} : { notice: said as NoticeFlags };
}

function marginOf(text: string): number {
  const margin = text.trim() === "" ? Number.NaN : Number(text);
  if (margin >= 0 && margin <= 1) return margin;
  throw usageError(`--margin is "${text}"; a share from 0 to 1 is expected, such as 0.01`);
}
