import { BellwetherError } from "../core/error.ts";
import type { HeaderReader } from "../wire/codec.ts";
import { keyHash, type KeyRecord, mayCall } from "./key.ts";

/** Who calls, and whether the provider's own credential came beside our key. */
export interface Identity {
  readonly key: KeyRecord;
  /**
   * True when our key came as `bellwether-key`: then `x-api-key` and `authorization` are the
   * caller's own and may be passed through.
   */
  readonly ownCredential: boolean;
}

/** Looks a key up by its hash. */
export type KeyLookup = (hash: string) => KeyRecord | undefined;

/**
 * Finds the key of a request: `bellwether-key`, else the provider's own credential header, so
 * that clients need no change.
 *
 * @param inQuery the key in the query, in formats whose clients put it there.
 * @throws {BellwetherError} `key_missing`, `key_unknown` or `key_not_allowed`; no message repeats
 * any part of a credential.
 */
export function identify(
  headers: HeaderReader,
  lookup: KeyLookup,
  now: number,
  inQuery: string | null = null,
): Identity {
  const explicit = nonEmpty(headers.get("bellwether-key"));
  const presented =
    explicit ??
    nonEmpty(headers.get("x-api-key")) ??
    nonEmpty(headers.get("api-key")) ??
    nonEmpty(headers.get("x-goog-api-key")) ??
    bearer(headers.get("authorization")) ??
    inQuery;
  if (presented === null || presented === "") {
    throw new BellwetherError(
      "key_missing",
      "no key came with this request: send a Bellwether key as the provider's own credential (x-api-key, api-key, x-goog-api-key, or Authorization: Bearer), or as bellwether-key",
    );
  }
  const key = lookup(keyHash(presented));
  if (key === undefined || (key.expiresAt !== undefined && key.expiresAt <= now)) {
    const beside =
      explicit === null
        ? "; to pass a provider's credential through, send your Bellwether key beside it as bellwether-key"
        : "";
    throw new BellwetherError("key_unknown", `this key is not known here, or was revoked or has expired${beside}`);
  }
  if (!mayCall(key.kind)) {
    throw new BellwetherError(
      "key_not_allowed",
      `a key of kind ${key.kind} is for the control API; calling a model takes a key of kind app (bellwether key create --kind app)`,
    );
  }
  return { key, ownCredential: explicit !== null };
}

/** Some clients send the header of a credential that they do not have, without a value. */
function nonEmpty(value: string | null): string | null {
  return value === null || value.trim() === "" ? null : value;
}

function bearer(header: string | null): string | null {
  return header === null ? null : (/^bearer\s+(\S+)\s*$/i.exec(header)?.[1] ?? null);
}
