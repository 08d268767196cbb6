import { type Context, Hono } from "hono";
import { BellwetherError } from "../core/error.ts";
import type { ExchangeStore, ReadLimits } from "../exchange/store.ts";
import type { KeyRecord } from "../gateway/key.ts";
import { fenceOf, isOperator } from "./auth.ts";
import { timeAsked } from "./period.ts";
import { usageOf } from "./usage.ts";

/** What the route answers from, and who asks. */
export interface UsageRoutePorts {
  readonly exchanges: Pick<ExchangeStore, "query">;
  /** Any live key. @throws {BellwetherError} */
  readonly key: (context: Context) => KeyRecord;
  readonly now: () => number;
  readonly limits: ReadLimits;
}

/** What is looked at where nobody says since when, in milliseconds. */
const USUAL_MS = 30 * 86_400_000;

/** The route that says what tenants used, what it cost, and what their choices went with. */
export function usageRoutes({ exchanges, key, now, limits }: UsageRoutePorts): Hono {
  const app = new Hono();
  app.get("/usage", async (context) => {
    const caller = key(context);
    const tenant = tenantAsked(context, caller);
    const surface = context.req.query("surface");
    const at = now();
    const until = timeAsked(context, "until", at) ?? at;
    const since = timeAsked(context, "since", at) ?? until - USUAL_MS;
    const question = {
      ...(tenant === undefined ? {} : { tenant }),
      ...(surface === undefined ? {} : { surface }),
      since,
      until,
      synthetic: context.req.query("synthetic") === "true",
    };
    const report = await usageOf(question, exchanges, fenceOf(caller), limits);
    return context.json({ since: iso(since), until: iso(until), scope: scopeOf(caller), ...report });
  });
  return app;
}

/** The tenant that is asked for: an operator's any or all, another key's its own. @throws {BellwetherError} `key_not_allowed`. */
export function tenantAsked(context: Context, caller: KeyRecord): string | undefined {
  const asked = context.req.query("tenant");
  if (isOperator(caller)) return asked;
  if (asked === undefined || asked === caller.tenant) return caller.tenant;
  throw new BellwetherError("key_not_allowed", `this key is of the tenant ${caller.tenant}, and not of ${asked}`);
}

/** Whose exchanges an answer is made from: all of a tenant's, or those of the key that asked. */
export function scopeOf(caller: KeyRecord): "tenant" | "key" {
  return isOperator(caller) ? "tenant" : "key";
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
