import { hmacShort } from "../core/digest.ts";
import type { Conceal } from "../wire/json/element-memo.ts";

/**
 * How the texts of a tenant are concealed in skeletons: `t:LENGTH:HMAC`, with a key of the
 * tenant's own, so that the same text of two tenants is not seen to be the same.
 *
 * @param master the installation's key for skeletons.
 */
export function tenantConceal(master: Uint8Array, tenant: string): Conceal {
  const mark = tenantMark(master, tenant);
  return (text) => `t:${text.length}:${mark(text)}`;
}

/** The keyed hash of a tenant's texts alone: 16 hex digits, by which the same text is known again. */
export function tenantMark(master: Uint8Array, tenant: string): (text: string) => string {
  const key = new TextEncoder().encode(`${hmacShort(master, `${tenant}/1`)}${hmacShort(master, `${tenant}/2`)}`);
  return (text) => hmacShort(key, text);
}
