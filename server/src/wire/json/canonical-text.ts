import { type Digest, sha256, sha256Short } from "../../core/digest.ts";

/**
 * A JSON value as one text that does not depend on the order of keys or on white space. Equal to
 * `canonicalJson` (RFC 8785) wherever that gives a result; where it refuses (half of a surrogate
 * pair, which clients that cut texts do send) this writes the escape, because a request must not
 * fail for it.
 */
export function canonicalText(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  let text = "";
  if (Array.isArray(value)) {
    for (const item of value as readonly unknown[]) text += `${text === "" ? "" : ","}${canonicalText(item)}`;
    return `[${text}]`;
  }
  const members = value as Record<string, unknown>;
  for (const key of Object.keys(members).sort()) {
    if (members[key] === undefined) continue;
    text += `${text === "" ? "" : ","}${JSON.stringify(key)}:${canonicalText(members[key])}`;
  }
  return `{${text}}`;
}

/** The sha256 of a value's canonical text. */
export function canonicalTextDigest(value: unknown): Digest {
  return sha256(canonicalText(value));
}

/** The first 128 bits of it in hex. */
export function canonicalTextShort(value: unknown): string {
  return sha256Short(canonicalText(value));
}
