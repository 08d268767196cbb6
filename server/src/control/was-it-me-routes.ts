import { type Context, Hono } from "hono";
import { BellwetherError } from "../core/error.ts";
import type { KeyRecord } from "../gateway/key.ts";
import { authenticate, fenceOf, type LiveKey } from "./auth.ts";
import { pageResponse } from "./notice-routes.ts";
import { timeAsked } from "./period.ts";
import type { Signed, Signer } from "./signer.ts";
import { scopeOf, tenantAsked } from "./usage-routes.ts";
import { wasItMe, type WasItMePorts, type WasItMeStatement } from "./was-it-me.ts";
import { wasItMePage } from "./was-it-me-page.ts";

/** What the routes answer from, and who asks. */
export interface WasItMeRoutePorts extends WasItMePorts {
  readonly liveKey: LiveKey;
  readonly now: () => number;
  readonly signer: Signer;
  /** A user's id as skeletons of a tenant show it. @throws {BellwetherError} where its key is not known here. */
  readonly conceal: (tenant: string, user: string) => string;
  readonly issuer: string | undefined;
}

/** What is looked at where nobody says since when, in milliseconds. */
const USUAL_MS = 30 * 86_400_000;

/** Routes that say what reached somebody: as signed JSON, as a page, and the key that it is signed with. */
export function wasItMeRoutes(ports: WasItMeRoutePorts): Hono {
  const app = new Hono();

  app.get("/.well-known/bellwether-keys.json", (context) => context.json({ keys: [ports.signer.publicKey] }));

  app.get("/api/v1/was-it-me", async (context) => {
    const caller = authenticate(context.req.raw.headers, ports.liveKey, ports.now());
    return context.json(await answer(ports, context, caller), 200, { "cache-control": "no-store" });
  });

  app.get("/was-it-me", async (context) => {
    const headers = withBasicKey(context.req.raw.headers);
    // A browser asks its user for a key by itself when it is told so.
    if (headers === undefined)
      return pageResponse("A key is needed: as the password, with any name.\n", 401, {
        "www-authenticate": 'Basic realm="Bellwether key", charset="UTF-8"',
      });
    const caller = authenticate(headers, ports.liveKey, ports.now());
    return pageResponse(wasItMePage(await answer(ports, context, caller)), 200, { "cache-control": "no-store" });
  });
  return app;
}

async function answer(
  ports: WasItMeRoutePorts,
  context: Context,
  caller: KeyRecord,
): Promise<Signed<WasItMeStatement>> {
  const tenant = tenantAsked(context, caller);
  if (tenant === undefined)
    throw new BellwetherError("query_invalid", "tenant: whose conversations are meant is not said");
  const [user, session] = [named(context, "user"), named(context, "session")];
  const now = ports.now();
  const to = timeAsked(context, "to", now) ?? now;
  const from = timeAsked(context, "from", now) ?? to - USUAL_MS;
  if (from >= to)
    throw new BellwetherError("query_invalid", "from: is not before `to`, so there is no time between them");
  const question = {
    tenant,
    ...(session === undefined ? {} : { session }),
    ...(user === undefined ? {} : { userMark: ports.conceal(tenant, user) }),
    from,
    to,
    synthetic: context.req.query("synthetic") === "true",
  };
  const told = await wasItMe(ports, question, fenceOf(caller));
  return ports.signer.signed({
    kind: "was-it-me",
    issued_at: iso(now),
    issuer: ports.issuer ?? null,
    tenant,
    of: { ...(user === undefined ? {} : { user }), ...(session === undefined ? {} : { session }) },
    from: iso(from),
    to: iso(to),
    scope: scopeOf(caller),
    ...told,
  });
}

function named(context: Context, name: string): string | undefined {
  const text = context.req.query(name);
  if (text === undefined || text === "") return undefined;
  if (text.length <= 512) return text;
  throw new BellwetherError("query_invalid", `${name}: is longer than any id, at most 512 characters`);
}

/** Headers whose key is the password that a browser asked for; undefined where there is no key at all. */
function withBasicKey(headers: Headers): Headers | undefined {
  const [, encoded] = /^basic\s+(\S+)\s*$/i.exec(headers.get("authorization") ?? "") ?? [];
  if (encoded === undefined) {
    const hasKey = ["authorization", "bellwether-key", "x-api-key"].some((name) => headers.has(name));
    return hasKey ? headers : undefined;
  }
  const key = Buffer.from(encoded, "base64")
    .toString("utf8")
    .replace(/^[^:]*:/, "");
  const shown = new Headers(headers);
  shown.set("authorization", `Bearer ${key}`);
  return shown;
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
