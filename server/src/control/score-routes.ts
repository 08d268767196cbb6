import { type Context, Hono } from "hono";
import { BellwetherError } from "../core/error.ts";
import { isId } from "../core/id.ts";
import type { Score, ScoreTarget, TargetKind } from "../exchange/scores/score.ts";
import { TARGET_KINDS } from "../exchange/scores/score.ts";
import type { ScoreFence, ScoreLimits, ScoreStore } from "../exchange/scores/store.ts";
import type { KeyRecord } from "../gateway/key.ts";
import { readScore, type SaidScore } from "../quality/scores/read-score.ts";
import { jsonOf, textWithin } from "./api-body.ts";
import { fenceOf } from "./auth.ts";
import { onlyParameters } from "./parameters.ts";
import { timeAsked } from "./period.ts";
import { REFUSALS, type ScoreOutcome, type ScoreService } from "./scores.ts";
import { tenantAsked } from "./usage-routes.ts";

/** What the routes answer from, and who asks. */
export interface ScoreRoutePorts {
  readonly scores: ScoreService;
  readonly store: ScoreStore;
  /** Any live key. @throws {BellwetherError} */
  readonly key: (context: Context) => KeyRecord;
  readonly now: () => number;
  readonly limits: ScoreLimits;
}

/** Scores that one call may bring. */
const MOST = 1_000;
/** Bytes that one call may bring: of each score in a full batch two kilobytes. */
const MOST_BYTES = 2 * 1024 * 1024;
/** Scores of a page where nobody says how many. */
const USUAL_PAGE = 100;
const PARAMETERS = [...TARGET_KINDS, "tenant", "signal", "evaluator", "since", "until", "after", "limit"];

/** Routes that take scores and show them. */
export function scoreRoutes(ports: ScoreRoutePorts): Hono {
  const app = new Hono();
  app.post("/scores", async (context) => {
    const caller = ports.key(context);
    const body = jsonOf(await textWithin(context, MOST_BYTES));
    if (Array.isArray(body))
      throw new BellwetherError(
        "query_invalid",
        'the body is a list: a batch is an object with one, {"scores": [...]}',
      );
    const sent = isBatch(body) ? body.scores : undefined;
    if (sent === undefined) return oneAnswer(context, (await outcomesOf(ports, [body], caller, () => ""))[0]);
    if (!Array.isArray(sent)) throw new BellwetherError("query_invalid", 'scores: must be a list: {"scores": [...]}');
    if (sent.length > MOST)
      throw new BellwetherError(
        "body_too_large",
        `scores: ${sent.length} came in one call, at most ${MOST} may: send the rest in calls of their own`,
      );
    const outcomes = await outcomesOf(ports, sent, caller, (index) => `scores.${index}`);
    return batchAnswer(context, outcomes);
  });

  app.get("/scores", async (context) => {
    const caller = ports.key(context);
    onlyParameters(context, PARAMETERS);
    const now = ports.now();
    const { rows, ...question } = questionOf(context, caller, now, ports.limits);
    const limits = { ...ports.limits, rows };
    const { scores, truncated } = await ports.store.list(question, fenceOf(caller) satisfies ScoreFence, limits);
    const pending = await pendingOf(ports.store, scores);
    const last = scores.at(-1);
    return context.json({
      scores: scores.map((score) => presentScore(score, pending(score))),
      truncated,
      next: truncated && last !== undefined ? `${last.at}-${last.id}` : null,
    });
  });
  return app;
}

type Placed = ScoreOutcome & { readonly at: string };

/** Decides on every item by itself; what cannot be read reaches no store. */
async function outcomesOf(
  { scores, now }: ScoreRoutePorts,
  sent: readonly unknown[],
  caller: KeyRecord,
  placeOf: (index: number) => string,
): Promise<readonly Placed[]> {
  const read = sent.map((item) => readScore(item, now()));
  const said: SaidScore[] = read.flatMap((one) => (one.ok ? [one.said] : []));
  const decided = [...(await scores.take(said, caller))];
  return read.map((one, index) => {
    const outcome: ScoreOutcome = one.ok
      ? (decided.shift() ?? invalid("", "was not decided"))
      : invalid(one.place, one.message);
    const inside = outcome.outcome === "refused" ? outcome.place : "";
    return { ...outcome, at: [placeOf(index), inside].filter((part) => part !== "").join(".") };
  });
}

function invalid(place: string, message: string): ScoreOutcome {
  return { outcome: "refused", code: "score_invalid", place, message };
}

function oneAnswer(context: Context, outcome: Placed | undefined): Response {
  if (outcome === undefined) throw new BellwetherError("internal", "the score was not decided");
  if (outcome.outcome === "refused") {
    const { code, at, message } = outcome;
    return context.json({ error: { code, message: `${at === "" ? "the score" : at} ${message}`, at } }, REFUSALS[code]);
  }
  const { outcome: what, id, pending } = outcome;
  return context.json({ outcome: what, id, pending }, what === "accepted" ? 201 : 200);
}

function batchAnswer(context: Context, outcomes: readonly Placed[]): Response {
  const count = (what: ScoreOutcome["outcome"]): number => outcomes.filter(({ outcome }) => outcome === what).length;
  const results = outcomes.map((one, index) => {
    if (one.outcome !== "refused") return { index, outcome: one.outcome, id: one.id, pending: one.pending };
    const { code, at, message } = one;
    return { index, outcome: "refused", status: REFUSALS[code], code, at, message: `${at} ${message}` };
  });
  const refused = count("refused");
  // Not all that was asked for was done: a status that says so, and the items say which.
  return context.json(
    { accepted: count("accepted"), duplicate: count("duplicate"), refused, results },
    refused > 0 ? 207 : 200,
  );
}

function isBatch(body: unknown): body is { scores: unknown } {
  return typeof body === "object" && body !== null && "scores" in body;
}

function questionOf(
  context: Context,
  caller: KeyRecord,
  now: number,
  { rows: most }: ScoreLimits,
): Parameters<ScoreStore["list"]>[0] & { readonly rows: number } {
  const text = (name: string): string | undefined => context.req.query(name);
  const tenant = tenantAsked(context, caller);
  const target = targetAsked(text);
  const [signal, evaluator, after] = [text("signal"), text("evaluator"), afterAsked(text("after"))];
  const [since, until] = [timeAsked(context, "since", now), timeAsked(context, "until", now)];
  return {
    ...(tenant === undefined ? {} : { tenant }),
    ...(target === undefined ? {} : { target }),
    ...(signal === undefined ? {} : { signal }),
    ...(evaluator === undefined ? {} : { evaluator }),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
    ...(after === undefined ? {} : { after }),
    rows: rowsAsked(text("limit"), USUAL_PAGE, most),
  };
}

/** How many lines of an answer are asked for. @throws {BellwetherError} `query_invalid`. */
export function rowsAsked(text: string | undefined, usual: number, most: number): number {
  if (text === undefined || text === "") return usual;
  const rows = Number(text);
  if (Number.isInteger(rows) && rows >= 1 && rows <= most) return rows;
  throw new BellwetherError(
    "query_invalid",
    `limit is ${JSON.stringify(text)}; a whole number from 1 to ${most} is expected`,
  );
}

function targetAsked(text: (name: string) => string | undefined): ScoreTarget | undefined {
  const named = TARGET_KINDS.flatMap((kind: TargetKind) => {
    const id = text(kind);
    return id === undefined || id === "" ? [] : [{ kind, id }];
  });
  if (named.length > 1)
    throw new BellwetherError(
      "query_invalid",
      `${named.map(({ kind }) => kind).join(" and ")} cannot be asked for together: a score is of one of them`,
    );
  const [target] = named;
  if (target?.kind === "exchange" && !isId(target.id))
    throw new BellwetherError(
      "query_invalid",
      `exchange is ${JSON.stringify(target.id)}, which is no id of an exchange`,
    );
  return target;
}

function afterAsked(text: string | undefined): { at: number; id: string } | undefined {
  if (text === undefined || text === "") return undefined;
  const [, at, id] = /^(\d{1,15})-([0-9a-f]{32})$/.exec(text) ?? [];
  if (at !== undefined && id !== undefined) return { at: Number(at), id };
  throw new BellwetherError(
    "query_invalid",
    `after is ${JSON.stringify(text)}; what the page before gave as \`next\` is expected`,
  );
}

async function pendingOf(store: ScoreStore, scores: readonly Score[]): Promise<(score: Score) => boolean> {
  const ids = scores.flatMap(({ target }) => (target.kind === "exchange" ? [target.id] : []));
  const names = scores.flatMap(({ tenant, target: { kind, id } }) =>
    kind === "session" ? [{ tenant, session: id }] : [],
  );
  const [exchanges, sessions] = await Promise.all([store.exchanges([...new Set(ids)]), store.sessions(names)]);
  return ({ tenant, target: { kind, id } }) => {
    if (kind === "exchange") return exchanges.get(id)?.tenant !== tenant;
    return kind === "session" && !sessions.some((one) => one.tenant === tenant && one.session === id);
  };
}

/** A score as people and programs outside read it. */
function presentScore(score: Score, pending: boolean): Record<string, unknown> {
  const { id, tenant, key, target, signal, value, boolean, evaluator } = score;
  const { outputDigest, idempotencyKey, at, receivedAt } = score;
  return {
    id,
    [target.kind]: target.id,
    tenant,
    key,
    signal,
    value: boolean ? value === 1 : value,
    evaluator: {
      id: evaluator.id,
      version: evaluator.version,
      ...(evaluator.model === "" ? {} : { model: evaluator.model }),
      ...(evaluator.rubricDigest === "" ? {} : { rubric_digest: evaluator.rubricDigest }),
      ...(evaluator.promptDigest === "" ? {} : { prompt_digest: evaluator.promptDigest }),
    },
    time: new Date(at).toISOString(),
    received_at: new Date(receivedAt).toISOString(),
    ...(outputDigest === "" ? {} : { output_digest: outputDigest }),
    ...(idempotencyKey === "" ? {} : { idempotency_key: idempotencyKey }),
    pending,
  };
}
