import { type Context, Hono } from "hono";
import { BellwetherError } from "../core/error.ts";
import type { KeyRecord } from "../gateway/key.ts";
import { type DeclaredExchange, declaredExchange } from "../session/declared/declared-exchange.ts";
import { jsonOf, textWithin } from "./api-body.ts";
import { isOperator } from "./auth.ts";
import type { DeclaredExchanges, Teller } from "./declared-exchanges.ts";

/** What the routes answer from, and who asks. */
export interface DeclaredRoutePorts {
  readonly declared: DeclaredExchanges;
  /** Any live key. @throws {BellwetherError} */
  readonly key: (context: Context) => KeyRecord;
  readonly now: () => number;
}

/** Exchanges that one call may tell of, and its bytes. */
const MOST = 1_000;
const MOST_BYTES = 8 * 1024 * 1024;
/** How far ahead of this machine's clock an exchange may lie: clocks differ. */
const AHEAD_MS = 86_400_000;

/** The route by which exchanges are told of that did not go through the gateway. */
export function declaredRoutes({ declared, key, now }: DeclaredRoutePorts): Hono {
  const app = new Hono();
  app.post("/exchanges", async (context) => {
    const teller = tellerOf(context, key(context), "import");
    const body = jsonOf(await textWithin(context, MOST_BYTES));
    const sent = typeof body === "object" && body !== null && "exchanges" in body ? body.exchanges : undefined;
    if (!Array.isArray(sent))
      throw new BellwetherError("query_invalid", 'a body of the form {"exchanges": [...]} is expected');
    if (sent.length > MOST)
      throw new BellwetherError(
        "body_too_large",
        `exchanges: ${sent.length} came in one call, at most ${MOST} may: send the rest in calls of their own`,
      );
    const read = sent.map((one) => readDeclared(one, now()));
    const good = read.flatMap((one) => (one.ok ? [one.said] : []));
    const outcome = good.length === 0 ? { taken: 0, known: 0 } : await declared.take(good, teller);
    const refused = read.flatMap((one, index) => (one.ok ? [] : [{ index, at: one.place, message: one.message }]));
    // Not all that was asked for was done: a status that says so, and the items say which.
    return context.json({ ...outcome, refused }, refused.length > 0 ? 207 : 200);
  });
  return app;
}

/**
 * Whose exchanges a caller may tell of: its own tenant's, and an operator any tenant's; of its own surface, where its
 * key is bound to one.
 *
 * @throws {BellwetherError} `key_not_allowed`.
 */
export function tellerOf(context: Context, key: KeyRecord, way: string): Teller {
  const [asked, surface] = [named(context, "tenant"), named(context, "surface")];
  if (asked !== undefined && asked !== key.tenant && !isOperator(key))
    throw new BellwetherError(
      "key_not_allowed",
      `this key is of the tenant ${key.tenant}, and may tell of its exchanges alone; one of kind operator may name another`,
    );
  if (surface !== undefined && key.surface !== undefined && surface !== key.surface)
    throw new BellwetherError(
      "key_not_allowed",
      `this key is of the surface ${key.surface}, and may tell of its exchanges alone`,
    );
  return { tenant: asked ?? key.tenant, key: key.id, surface: key.surface ?? surface, way };
}

/** A name that a parameter gives. @throws {BellwetherError} `query_invalid` for what can be none. */
function named(context: Context, parameter: "tenant" | "surface"): string | undefined {
  const value = context.req.query(parameter);
  if (value === undefined || /^[\x21-\x7e]{1,64}$/.test(value)) return value;
  throw new BellwetherError(
    "query_invalid",
    `${parameter} is ${JSON.stringify(value.slice(0, 80))}; a name of at most 64 printable characters is expected`,
  );
}

type Read =
  | { readonly ok: true; readonly said: DeclaredExchange }
  | { readonly ok: false; readonly place: string; readonly message: string };

/** Reads one exchange as a caller tells of it. @param now milliseconds since the epoch. */
export function readDeclared(value: unknown, now: number): Read {
  const result = declaredExchange.safeParse(value);
  if (!result.success) {
    const [issue] = result.error.issues;
    const place = issue?.path.map(String).join(".") ?? "";
    return {
      ok: false,
      place,
      message: `${place === "" ? "the exchange" : place} ${issue?.message ?? "is not as expected"}`,
    };
  }
  const place = (["at", "ended_at", "first_token_at"] as const).find(
    (name) => (result.data[name] ?? 0) > now + AHEAD_MS,
  );
  if (place === undefined) return { ok: true, said: result.data };
  return { ok: false, place, message: `${place} is more than a day ahead of the clock here` };
}
