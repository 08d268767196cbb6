import { BellwetherError } from "../core/error.ts";
import type { CallerHeaders } from "./caller.ts";
import type { Target } from "./target.ts";

/** A time that a caller of a test asserts, and the session whose time it is. */
export interface VirtualTime {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly session: string;
}

/** Before every name of a session that has a time of its own: no real one is the same. */
const SPACE = "clock/";
const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/;
/** The year 9999: what is later is no date any more. */
const LATEST = 253_402_300_799_999;

/**
 * The time that a request says it is, and the name under which its session is kept.
 *
 * @returns undefined where it asserts none, and the clock's own time holds.
 * @throws {BellwetherError} `header_invalid` where it is no time, or no session is named whose time it is.
 */
export function virtualTime({ clock, session }: CallerHeaders): VirtualTime | undefined {
  if (clock === undefined) return undefined;
  const at = /^\d{1,15}$/.test(clock) ? Number(clock) : ISO.test(clock) ? Date.parse(clock) : Number.NaN;
  if (!(at >= 0 && at <= LATEST))
    throw new BellwetherError(
      "header_invalid",
      "the header bellwether-clock is no time: 2026-04-01T12:00:00Z, or milliseconds since 1970",
    );
  if (session === undefined)
    throw new BellwetherError(
      "header_invalid",
      "the header bellwether-clock needs bellwether-session beside it: each session of a test has a time of its own",
    );
  return { at, session: `${SPACE}${session}` };
}

/**
 * Time that is played goes to nobody but a lab: a real provider's caches do not age by a header.
 *
 * @throws {BellwetherError} `assertion_not_allowed`.
 */
export function requireLab(targets: readonly Target[]): void {
  const real = targets.find(({ upstream }) => !upstream.lab);
  if (real === undefined) return;
  throw new BellwetherError(
    "assertion_not_allowed",
    `bellwether-clock goes to labs and cassettes alone, and ${real.upstream.name} is a real provider; leave the header out, or mark the upstream with \`lab: true\` if it is none`,
  );
}

/** Behind it stands the part of a test that a session is: to their provider, all parts are one user. */
const PART = "~";

/** What tells a lab the time, and whose it is: its caches age by it, apart from all others. */
export function clockHeaders({ at, session }: VirtualTime): Readonly<Record<string, string>> {
  const [space = session] = session.split(PART, 1);
  return { "x-lab-clock": String(at), "x-lab-clock-space": space };
}
