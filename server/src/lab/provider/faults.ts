import { LabError } from "./lab-error.ts";

/** A place in a stream: after so many events; undefined for the middle. */
export interface Place {
  readonly after: number | undefined;
}

/** What goes wrong with one answer. Times in milliseconds. */
export interface Faults {
  /** Refuses with this status. */
  readonly status?: number;
  /** Seconds in `retry-after` of a refusal. */
  readonly retryAfter?: number;
  /** `x-should-retry` of a refusal. */
  readonly shouldRetry?: boolean;
  /** Another model answers than the one that was asked. */
  readonly serveModel?: string;
  /** Silence before the head. */
  readonly delay?: number;
  /** Silence in mid-stream. */
  readonly silent?: Place & { readonly ms: number };
  /** The socket is destroyed in mid-stream. */
  readonly cut?: Place;
  /** The stream ends in the middle as if it were complete. */
  readonly cutClean?: Place;
  /** An error takes the place of the rest of the stream. */
  readonly errorEvent?: Place;
  /** Pause before each event. */
  readonly slow?: number;
  /** An event of this many bytes that no client knows. */
  readonly bigEvent?: number;
  /** An event (or a body) that is no JSON. */
  readonly malformed?: Place;
  /** `content-length` promises this many bytes more than come. */
  readonly lengthLie?: number;
  /** The socket is destroyed before anything is answered. */
  readonly reset?: boolean;
}

/** One fault of a list, as it was written. */
export interface FaultItem {
  readonly text: string;
  /** How many calls it strikes. */
  readonly times: number;
  readonly effect: Faults;
}

type Read = (value: string | undefined, name: string) => Faults;

/** Every fault by its name. A new one is a line here and a branch where answers are put on the wire. */
const NAMES: Readonly<Record<string, Read>> = {
  status: (value, name) => ({ status: count(value, name, 400, 599) }),
  "retry-after": (value, name) => ({ retryAfter: count(value, name) }),
  "should-retry": (value) => ({ shouldRetry: value !== "false" }),
  "serve-model": (value, name) => ({ serveModel: given(value, name) }),
  delay: (value, name) => ({ delay: count(value, name) }),
  silent: (value, name) => {
    const [ms, after] = given(value, name).split("@");
    return { silent: { ms: count(ms, name), after: after === undefined ? undefined : count(after, name) } };
  },
  cut: (value, name) => ({ cut: place(value, name) }),
  "cut-clean": (value, name) => ({ cutClean: place(value, name) }),
  "error-event": (value, name) => ({ errorEvent: place(value, name) }),
  slow: (value, name) => ({ slow: count(value, name) }),
  "big-event": (value, name) => ({ bigEvent: count(value, name, 1, 256 * 1024 * 1024) }),
  malformed: (value, name) => ({ malformed: place(value, name) }),
  "length-lie": (value, name) => ({ lengthLie: value === undefined ? 64 : count(value, name) }),
  reset: () => ({ reset: true }),
};

/** The names of all faults. */
export const FAULT_NAMES: readonly string[] = Object.keys(NAMES);

/**
 * Reads a list of faults: `once:status=529, delay=100`.
 *
 * @throws {LabError} 400 for one that there is not, or a value that it cannot have.
 */
export function parseFaults(list: string): readonly FaultItem[] {
  return list
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "")
    .map((text) => {
      const prefix = /^(?:once|times=(\d+)):/.exec(text);
      const bare = text.slice(prefix?.[0].length ?? 0).trim();
      const [name = "", ...rest] = bare.split("=");
      const read = Object.hasOwn(NAMES, name) ? NAMES[name] : undefined;
      if (read === undefined) {
        throw new LabError(400, `x-lab-fault: there is no fault "${name}"; there are ${FAULT_NAMES.join(", ")}`);
      }
      const times = prefix === null ? Number.POSITIVE_INFINITY : Number(prefix[1] ?? 1);
      return { text, times, effect: read(rest.length === 0 ? undefined : rest.join("="), name) };
    });
}

/** Which of so many events come before a place. */
export function eventsBefore(place: Place, events: number): number {
  return Math.min(events, place.after ?? Math.ceil(events / 2));
}

function place(value: string | undefined, name: string): Place {
  return { after: value === undefined ? undefined : count(value, name) };
}

function given(value: string | undefined, name: string): string {
  if (value === undefined || value === "") throw new LabError(400, `x-lab-fault: ${name} needs a value: ${name}=...`);
  return value;
}

function count(value: string | undefined, name: string, least = 0, most = Number.MAX_SAFE_INTEGER): number {
  const number = Number(given(value, name));
  if (!Number.isInteger(number) || number < least || number > most) {
    throw new LabError(400, `x-lab-fault: ${name}=${value} is no whole number that it can have`);
  }
  return number;
}
