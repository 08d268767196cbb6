import type { Beginning } from "../wire/json/known-beginnings.ts";
import type { ScannedBody } from "../wire/json/scan.ts";
import type { WireRoute } from "../wire/routes.ts";
import type { GatewayPorts } from "./ports.ts";

type Ports = Pick<GatewayPorts, "beginnings">;
type Format = Pick<WireRoute, "format">;

/** Inside of what bytes mean the same: what is read of them is concealed by the tenant's key, as the format says. */
function scopeOf(tenant: string, { format }: Format): string {
  return `${format} ${tenant}`;
}

/** What is known of a body that begins as one before it did. */
export function findBeginning(
  { beginnings }: Ports,
  tenant: string,
  route: Format,
  body: Uint8Array,
): Beginning | undefined {
  return beginnings.find(scopeOf(tenant, route), body);
}

/** Keeps how a body begins, when it has been read. @param beginning what was found of it before. */
export function keepBeginning(
  { beginnings }: Ports,
  tenant: string,
  route: Format,
  body: ScannedBody,
  beginning: Beginning | undefined,
): void {
  beginnings.keep(scopeOf(tenant, route), body, beginning);
}
