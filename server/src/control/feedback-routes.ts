import { type Context, Hono } from "hono";
import { z } from "zod";
import { parseDuration } from "../config/units.ts";
import { BellwetherError } from "../core/error.ts";
import type { KeyRecord } from "../gateway/key.ts";
import { scoredSignal } from "../quality/scores/read-score.ts";
import { checked, jsonOf, readJson, textWithin } from "./api-body.ts";
import { isOperator } from "./auth.ts";
import type { ErasureService } from "./erasures.ts";
import { type FeedbackGrant, makeToken, readToken } from "./feedback-token.ts";
import { REFUSALS, type ScoreService } from "./scores.ts";

/** What the routes answer from, and who asks. */
export interface FeedbackRoutePorts {
  readonly scores: ScoreService;
  readonly erasures: Pick<ErasureService, "hasErased">;
  /** Any live key. @throws {BellwetherError} */
  readonly key: (context: Context) => KeyRecord;
  /** Signs tokens; all replicas share it. */
  readonly secret: Uint8Array;
  readonly now: () => number;
}

const MOST_BYTES = 8 * 1024;
const MOST_SIGNALS = 20;
const LONGEST_MS = 90 * 86_400_000;

const range = z
  .tuple([z.number(), z.number()], "must be two numbers, [lowest, highest]")
  .refine(([low, high]) => low < high, "must go upwards, [lowest, highest]");
const printable = z
  .string("must be the name of a session")
  .min(1, "must not be empty")
  .max(512, "must be at most 512 characters long")
  // What would be no session's name of a score either.
  // oxlint-disable-next-line no-control-regex
  .refine((text) => text.isWellFormed() && !/[\u0000-\u001f\u007f]/.test(text), "must be printable");
const wishSchema = z.strictObject({
  session: printable,
  signals: z
    .array(
      z.union(
        [scoredSignal, z.strictObject({ name: scoredSignal, range: range.optional() })],
        "must be a signal's name, or {name, range}",
      ),
      'must be a list of signals: ["thumbs", {"name": "stars", "range": [1, 5]}]',
    )
    .min(1, "must name at least one signal")
    .max(MOST_SIGNALS, `must name at most ${MOST_SIGNALS} signals`),
  expires_in: z
    .string()
    .refine((text) => {
      const ms = parseDuration(text);
      return ms !== undefined && ms >= 1_000 && ms <= LONGEST_MS;
    }, "must be a duration of 1s to 90d, such as 24h")
    .default("24h"),
  tenant: z.string().min(1).max(64).optional(),
});
const voteSchema = z.strictObject({
  token: z.string().optional(),
  signal: z.string("must be the name of a signal that the token is for"),
  value: z.union([z.number(), z.boolean()], "must be a number, true or false"),
});

/** Routes by which end users say what they think: a token for a session, and votes with it. */
export function feedbackRoutes(ports: FeedbackRoutePorts): Hono {
  const app = new Hono();

  app.post("/feedback/tokens", async (context) => {
    const caller = ports.key(context);
    const wish = checked(wishSchema, await readJson(context));
    if (wish.tenant !== undefined && wish.tenant !== caller.tenant && !isOperator(caller))
      throw new BellwetherError(
        "key_not_allowed",
        `tenant: this key is of the tenant ${caller.tenant}, and not of ${wish.tenant}: leave it out`,
      );
    const issuedAt = Math.floor(ports.now() / 1_000);
    const expiresAt = issuedAt + Math.floor((parseDuration(wish.expires_in) ?? 0) / 1_000);
    const signals = wish.signals.map((one) =>
      typeof one === "string" ? ([one, [0, 1]] as const) : ([one.name, one.range ?? [0, 1]] as const),
    );
    const token = makeToken(ports.secret, {
      tenant: wish.tenant ?? caller.tenant,
      key: caller.id,
      session: wish.session,
      signals: Object.fromEntries(signals),
      issuedAt,
      expiresAt,
    });
    return context.json({ token, expires_at: new Date(expiresAt * 1_000).toISOString() }, 201, {
      "cache-control": "no-store",
    });
  });

  // Pages of any product may say it: no cookie and no key comes with it, only what the token grants.
  app.use("/feedback", async (context, next) => {
    context.header("access-control-allow-origin", "*");
    await next();
  });
  app.options("/feedback", (context) =>
    context.body(null, 204, {
      "access-control-allow-methods": "POST",
      "access-control-allow-headers": "authorization, content-type",
      "access-control-max-age": "86400",
    }),
  );
  app.post("/feedback", async (context) => {
    const text = await textWithin(context, MOST_BYTES);
    const { token, ...vote } = checked(voteSchema, jsonOf(text));
    const grant = grantOf(ports, context, token);
    const value = valueOf(grant, vote);
    const { tenant, key, session } = grant;
    const { signal } = vote;
    const boolean = typeof vote.value === "boolean";
    const outcome = await ports.scores.vote({ tenant, key, session, signal, value, boolean });
    if (outcome.outcome !== "refused")
      return context.json({ outcome: outcome.outcome }, outcome.outcome === "accepted" ? 201 : 200);
    const { code, place, message } = outcome;
    return context.json({ error: { code, message: `${place} ${message}` } }, REFUSALS[code]);
  });
  return app;
}

function grantOf(
  { secret, now, erasures }: FeedbackRoutePorts,
  context: Context,
  inBody: string | undefined,
): FeedbackGrant {
  const bearer = /^bearer\s+(\S+)\s*$/i.exec(context.req.header("authorization") ?? "")?.[1];
  const token = bearer ?? inBody;
  if (token === undefined || token === "") {
    const message =
      "no feedback token came with this request: send it as Authorization: Bearer, or as token in the body; POST /api/v1/feedback/tokens makes one";
    throw new BellwetherError("key_missing", message);
  }
  const grant = readToken(secret, token, now());
  // Who was erased is not known any more, by no token either that was made before.
  if (grant === undefined || erasures.hasErased(grant.tenant, grant.session, grant.issuedAt * 1_000))
    throw new BellwetherError(
      "key_unknown",
      "this feedback token is none of ours, or has expired: make another with POST /api/v1/feedback/tokens",
    );
  return grant;
}

function valueOf({ signals }: FeedbackGrant, { signal, value }: { signal: string; value: number | boolean }): number {
  const range = Object.hasOwn(signals, signal) ? signals[signal] : undefined;
  if (range === undefined)
    throw new BellwetherError(
      "key_not_allowed",
      `signal: this token is not for ${JSON.stringify(signal.slice(0, 64))}, but for ${Object.keys(signals).join(", ")}`,
    );
  const [low, high] = range;
  const number = Number(value);
  const fits = typeof value === "boolean" ? low === 0 && high === 1 : number >= low && number <= high;
  if (fits) return number;
  throw new BellwetherError(
    "query_invalid",
    `value: must be a number from ${low} to ${high}${low === 0 && high === 1 ? ", true or false" : ""}`,
  );
}
