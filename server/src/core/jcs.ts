import { type Digest, sha256 } from "./digest.ts";
import { BellwetherError } from "./error.ts";

/** A value that JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * The JSON Canonicalization Scheme (RFC 8785): keys sorted by UTF-16 code units, numbers as
 * ECMAScript writes them, no white space. Members whose value is `undefined` are left out.
 *
 * @throws {BellwetherError} `value_not_canonical` for what JSON cannot hold: NaN, infinities,
 * lone surrogates.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "string") return canonicalString(value);
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw notCanonical(`the number ${value}`);
    return JSON.stringify(value);
  }
  // Array.from: a hole in a list is null too.
  if (Array.isArray(value))
    return `[${Array.from(value as unknown[], (item) => canonicalJson(item ?? null)).join(",")}]`;
  if (typeof value === "object") {
    const members = value as Record<string, unknown>;
    const parts: string[] = [];
    for (const key of Object.keys(members).sort()) {
      if (members[key] !== undefined) parts.push(`${canonicalString(key)}:${canonicalJson(members[key])}`);
    }
    return `{${parts.join(",")}}`;
  }
  throw notCanonical(`a ${typeof value}`);
}

/** The digest of a value's canonical form. */
export function canonicalDigest(value: unknown): Digest {
  return sha256(canonicalJson(value));
}

function canonicalString(text: string): string {
  if (!text.isWellFormed()) throw notCanonical("a text with half of a surrogate pair");
  return JSON.stringify(text);
}

function notCanonical(what: string): BellwetherError {
  return new BellwetherError("value_not_canonical", `${what} has no canonical JSON form (RFC 8785)`);
}
