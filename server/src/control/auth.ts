import { BellwetherError } from "../core/error.ts";
import type { Fence } from "../exchange/store.ts";
import { keyHash, type KeyRecord } from "../gateway/key.ts";

/** Finds a live key by its hash. */
export type LiveKey = (hash: string) => KeyRecord | undefined;

/**
 * The key of an API call: `Authorization: Bearer`, `bellwether-key` or `x-api-key`.
 *
 * @throws {BellwetherError} `key_missing` or `key_unknown`.
 */
export function authenticate(headers: Headers, find: LiveKey, now: number): KeyRecord {
  const bearer = /^bearer\s+(\S+)\s*$/i.exec(headers.get("authorization") ?? "")?.[1];
  const presented = headers.get("bellwether-key") ?? bearer ?? headers.get("x-api-key");
  if (presented === null || presented === undefined || presented === "") {
    throw new BellwetherError(
      "key_missing",
      "no key came with this request: send one as Authorization: Bearer, or as bellwether-key",
    );
  }
  const key = find(keyHash(presented));
  if (key === undefined || (key.expiresAt !== undefined && key.expiresAt <= now))
    throw new BellwetherError("key_unknown", "this key is not known here, or was revoked or has expired");
  return key;
}

/** What a key may read: an operator everything, every other key the exchanges that it made. */
export function fenceOf(key: KeyRecord): Fence {
  return isOperator(key) ? { kind: "all" } : { kind: "key", tenant: key.tenant, key: key.id };
}

/** @throws {BellwetherError} `key_not_allowed` unless the key may read what all tenants did. */
export function requireOperator(key: KeyRecord): void {
  if (!isOperator(key))
    throw new BellwetherError(
      "key_not_allowed",
      `a key of kind ${key.kind} may not do this; it takes one of kind operator or admin`,
    );
}

/** @throws {BellwetherError} `key_not_allowed` unless the key may change things. */
export function requireAdmin(key: KeyRecord): void {
  if (key.kind !== "admin")
    throw new BellwetherError(
      "key_not_allowed",
      `a key of kind ${key.kind} may not do this; it takes one of kind admin`,
    );
}

/** Whether a key may read what all tenants did. */
export function isOperator(key: Pick<KeyRecord, "kind">): boolean {
  return key.kind === "operator" || key.kind === "admin";
}
