/** A regular expression of a contract, or why it is none. */
export type CompiledPattern =
  | { readonly ok: true; readonly regex: RegExp }
  | { readonly ok: false; readonly message: string; readonly hint?: string };

/** A header condition: present, equal to a value, or matching a regular expression. */
export type HeaderCondition =
  | { readonly kind: "present"; readonly name: string }
  | { readonly kind: "equals"; readonly name: string; readonly value: string }
  | { readonly kind: "matches"; readonly name: string; readonly source: string; readonly flags: string };

/** Patterns longer than this are refused: nobody can review them. */
const MAX_SOURCE = 2_000;

/** Anything at all, any number of times, before anything else: `.*`, `[\s\S]+?`, also in groups. */
const LEADING_WILDCARD = /^(?:\((?:\?:)?)*(?:\.|\[\\s\\S\]|\[\\S\\s\]|\[\^\])[*+]/;

/**
 * Compiles a regular expression of a contract.
 *
 * Patterns run on every request, so one that can take exponential time is refused here: a group
 * that repeats without bound and holds something that repeats without bound, `(a+)+`. So is one
 * that begins with a wildcard: on a long line it takes quadratic time.
 */
export function compilePattern(source: string, flags = ""): CompiledPattern {
  if (source.length > MAX_SOURCE) {
    return { ok: false, message: `this pattern has ${source.length} characters; at most ${MAX_SOURCE} are allowed` };
  }
  let regex: RegExp;
  try {
    regex = new RegExp(source, flags);
  } catch (cause) {
    const detail =
      cause instanceof Error ? cause.message.replace(/^Invalid regular expression:\s*/, "") : String(cause);
    return { ok: false, message: `this is not a regular expression: ${detail}` };
  }
  if (repeatsInsideRepeat(source)) {
    return {
      ok: false,
      message: "this pattern repeats something that itself repeats, which can take exponential time",
      hint: "take the inner or the outer repetition away; lines can be masked one by one, as in ^- .*$",
    };
  }
  if (LEADING_WILDCARD.test(source)) {
    return {
      ok: false,
      message: "this pattern begins with a wildcard, so it is tried to the end from every character",
      hint: "begin with ^ or with what stands before the part that changes",
    };
  }
  return { ok: true, regex };
}

/** Whether some group that repeats without bound contains a repetition without bound. */
function repeatsInsideRepeat(source: string): boolean {
  // One flag for each open group: whether something in it repeats without bound.
  const groups: boolean[] = [false];
  let inClass = false;
  let closed: boolean | undefined;
  for (let at = 0; at < source.length; at++) {
    const char = source[at];
    if (char === "\\") {
      at += 1;
      closed = undefined;
    } else if (inClass) {
      if (char === "]") inClass = false;
    } else if (char === "[") {
      inClass = true;
      closed = undefined;
    } else if (char === "(") {
      groups.push(false);
      closed = undefined;
    } else if (char === ")") {
      closed = groups.pop() ?? false;
      if (closed) groups[groups.length - 1] = true;
    } else if (char === "*" || char === "+" || (char === "{" && /^\{\d+,\}/.test(source.slice(at)))) {
      if (closed === true) return true;
      groups[groups.length - 1] = true;
      closed = undefined;
    } else {
      closed = undefined;
    }
  }
  return false;
}

const HEADER = /^([A-Za-z0-9-]+)(?:\s*(=|~)\s*(.+))?$/;
const SLASHED = /^\/(.*)\/([a-z]*)$/s;

/**
 * Reads a header condition: `name` (present), `name = value`, or `name ~ /expression/flags`.
 * `undefined` when the text is none of these.
 */
export function parseHeaderCondition(text: string): HeaderCondition | undefined {
  const parts = HEADER.exec(text.trim());
  if (parts === null) return undefined;
  const name = (parts[1] ?? "").toLowerCase();
  const operand = (parts[3] ?? "").trim();
  if (parts[2] === undefined) return { kind: "present", name };
  if (parts[2] === "=") return { kind: "equals", name, value: operand };
  const slashed = SLASHED.exec(operand);
  if (slashed === null) return undefined;
  return { kind: "matches", name, source: slashed[1] ?? "", flags: slashed[2] ?? "" };
}
