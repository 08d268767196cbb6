import type { SaidExchange } from "../declared/declared-exchange.ts";

/** What was read of a file of sessions. */
export interface Imported {
  readonly exchanges: readonly SaidExchange[];
  /** Lines and members of which no exchange tells, by what they call themselves. */
  readonly passedOver: Readonly<Record<string, number>>;
  /** Lines that could not be read, from 1 on, and why. */
  readonly problems: readonly { readonly line: number; readonly why: string }[];
  /** The format has no times, and all of it stands at the time that was given. */
  readonly untimed: boolean;
  /** What is known of how well sessions went, where the file says. */
  readonly rewards: readonly { readonly session: string; readonly value: number }[];
}

/** A file as its reader is given it. */
export interface SessionFile {
  readonly text: string;
  /** Its name without its folder: what names a session that has no name of its own. */
  readonly name: string;
  /** Milliseconds since 1970, for formats without times. */
  readonly at: number;
}

/** Reads one format of session files. */
export interface SessionFormat {
  /** As `--format` names it. */
  readonly id: string;
  /** Whether the beginning of a file is in this format: its first values, parsed. */
  readonly claims: (values: readonly unknown[]) => boolean;
  readonly read: (file: SessionFile) => Imported;
}
