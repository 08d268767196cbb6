import type { SaidExchange } from "../session/declared/declared-exchange.ts";

/** Exchanges that one call tells of, and its bytes: under what the API takes. */
const MOST = 1_000;
const MOST_BYTES = 6 * 1024 * 1024;
/** Text and arguments of one exchange that are sent: what is read of them stands at their beginning. */
const MOST_TEXT = 256 * 1024;
/** Characters of the arguments of all its calls. */
const MOST_ARGUMENTS = 1024 * 1024;

/** Exchanges in calls that are not too large; what is said in very long ones is cut. */
export function batchesOf(exchanges: readonly SaidExchange[]): readonly (readonly SaidExchange[])[] {
  const batches: SaidExchange[][] = [];
  let bytes = Infinity;
  for (const exchange of exchanges.map(within)) {
    const size = Buffer.byteLength(JSON.stringify(exchange));
    const last = batches.at(-1);
    if (last === undefined || last.length >= MOST || bytes + size > MOST_BYTES) {
      batches.push([exchange]);
      bytes = size;
    } else {
      last.push(exchange);
      bytes += size;
    }
  }
  return batches;
}

function within(exchange: SaidExchange): SaidExchange {
  const { answer, brought = [] } = exchange;
  if (answer === undefined && brought.length === 0) return exchange;
  return {
    ...exchange,
    brought: brought.map(({ said = "", ...rest }) => ({ ...rest, said: cut(said) })),
    ...(answer === undefined
      ? {}
      : {
          answer: {
            text: cut(answer.text ?? ""),
            // A call is known by its arguments: what is too long to be sent is known by its beginning and its length.
            calls: bounded(
              (answer.calls ?? []).map(({ name, arguments: given }) => ({ name, arguments: shortened(given) })),
            ),
          },
        }),
  };
}

/** Calls whose arguments come to more than a call to the API may have are known by their names alone. */
function bounded(calls: readonly { name: string; arguments: string }[]): { name: string; arguments: string }[] {
  let left = MOST_ARGUMENTS;
  return calls.map((call) => {
    left -= call.arguments.length;
    return left >= 0 ? call : { ...call, arguments: "" };
  });
}

function cut(text: string): string {
  return text.slice(0, MOST_TEXT).toWellFormed();
}

/** Long members of arguments, such as the text of a file that is written, give way to their length and beginning. */
function shortened(given: string): string {
  if (given.length <= MOST_TEXT) return given;
  try {
    const value = JSON.parse(given) as Record<string, unknown>;
    const members = Object.entries(value).map(([key, member]) => [
      key,
      typeof member === "string" && member.length > 1_000 ? `${member.slice(0, 1_000)}… ${member.length}` : member,
    ]);
    const short = JSON.stringify(Object.fromEntries(members));
    return short.length <= MOST_TEXT ? short : "";
  } catch {
    return "";
  }
}
