import { parseDuration } from "../config/units.ts";
import { parseContract } from "../contract/load.ts";
import { BellwetherError } from "../core/error.ts";
import { SIGNAL_NAME } from "../quality/scores/read-score.ts";
import { behaviourSignal } from "../quality/signals/behaviour/table.ts";
import { AGGREGATES, type Scale, type SignalDefinition, usualDefinition } from "../quality/signals/definition.ts";
import type { StoredContract } from "./control-store.ts";

/** How a request says that a signal is measured; each is left out where it says nothing. */
export interface SignalWords {
  readonly signal: string | undefined;
  /** `higher` or `lower`. */
  readonly better?: string | undefined;
  /** `0,1` */
  readonly range?: string | undefined;
  /** `10,1000`: the same by the logarithm. */
  readonly log?: string | undefined;
  readonly aggregate?: string | undefined;
  /** `24h` */
  readonly window?: string | undefined;
}

/**
 * How a signal is measured: what the request says of it, else what the newest version of the
 * surface's contract says, else what is usual for it.
 *
 * @throws {BellwetherError} `query_invalid`.
 */
export function definitionAsked(
  words: SignalWords,
  surface: string | undefined,
  contracts: readonly StoredContract[],
): SignalDefinition {
  const { signal = "", better, range, log, aggregate, window } = words;
  if (!SIGNAL_NAME.test(signal)) throw wrong("signal", signal, "the name of a signal");
  const usual = behaviourSignal(signal)?.definition ?? usualDefinition(signal);
  const declared = surface === undefined ? {} : declaredIn(contracts, surface, signal);
  if (range !== undefined && log !== undefined)
    throw new BellwetherError("query_invalid", "range and log both say where values lie: give one of them");
  return {
    ...usual,
    ...declared,
    ...(better === undefined ? {} : { orientation: oneOf("better", better, ["higher", "lower"] as const) }),
    ...(range === undefined ? {} : { scale: scaleOf("range", range) }),
    ...(log === undefined ? {} : { scale: scaleOf("log", log) }),
    ...(aggregate === undefined ? {} : { aggregate: oneOf("aggregate", aggregate, AGGREGATES) }),
    ...(window === undefined ? {} : { windowMs: windowOf(window) }),
  };
}

/** What the newest version of a surface's contract says of a signal. */
function declaredIn(contracts: readonly StoredContract[], surface: string, signal: string): Partial<SignalDefinition> {
  const newest = contracts
    .filter((one) => one.surface === surface)
    .reduce<StoredContract | undefined>(
      (last, one) => (last === undefined || one.registeredAt >= last.registeredAt ? one : last),
      undefined,
    );
  if (newest === undefined) return {};
  const result = parseContract("(registered)", newest.document, () => undefined);
  const said = result.ok ? result.contract.base.signals?.[signal] : undefined;
  if (said === undefined) return {};
  const { orientation, range, window } = said;
  const [low, high] = range ?? [];
  const windowMs = window === undefined ? undefined : parseDuration(window);
  return {
    ...(orientation === undefined ? {} : { orientation }),
    ...(low === undefined || high === undefined ? {} : { scale: { kind: "linear", low, high } as const }),
    ...(windowMs === undefined ? {} : { windowMs }),
  };
}

function scaleOf(name: "range" | "log", text: string): Scale {
  const [low = Number.NaN, high = Number.NaN, ...more] = text
    .split(",")
    .map((part) => (part === "" ? Number.NaN : Number(part)));
  const kind = name === "log" ? "log" : "linear";
  const good = more.length === 0 && Number.isFinite(low) && Number.isFinite(high) && low < high;
  if (good && (kind === "linear" || low > 0)) return { kind, low, high };
  throw wrong(name, text, kind === "log" ? "two numbers above 0, lowest,highest" : "two numbers, lowest,highest");
}

function windowOf(text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined && ms > 0 && ms <= MOST_WINDOW_MS) return ms;
  throw wrong("window", text, "a duration of at most 90d, such as 1h or 7d");
}

const MOST_WINDOW_MS = 90 * 86_400_000;

function oneOf<const T extends string>(name: string, text: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === text);
  if (found !== undefined) return found;
  throw wrong(name, text, choices.join(", "));
}

function wrong(name: string, text: string, expected: string): BellwetherError {
  const said = text === "" ? `${name} is not said` : `${name} is ${JSON.stringify(text)}`;
  return new BellwetherError("query_invalid", `${said}; ${expected} is expected`);
}
