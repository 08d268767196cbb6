import { type Context, Hono } from "hono";
import type { Notice } from "../contract/notices/notice.ts";
import { asBellwetherError, BellwetherError, isBellwetherError } from "../core/error.ts";
import { idGenerator, isId } from "../core/id.ts";
import { presentRecord } from "../exchange/present.ts";
import { parseQuery } from "../exchange/query/parse.ts";
import type { ExchangeStore, ReadLimits } from "../exchange/store.ts";
import type { KeyRecord } from "../gateway/key.ts";
import { authenticate, fenceOf, type LiveKey, requireAdmin, requireOperator } from "./auth.ts";
import { type Backups, backupRoutes } from "./backup-routes.ts";
import type { ChannelService } from "./channels.ts";
import { choiceRoutes } from "./choice-routes.ts";
import type { DeclaredExchanges } from "./declared-exchanges.ts";
import { declaredRoutes } from "./declared-routes.ts";
import type { ChoiceService } from "./choices.ts";
import type { ControlStore } from "./control-store.ts";
import { eraseRoutes } from "./erase-routes.ts";
import type { ErasureService } from "./erasures.ts";
import type { RecordFeed } from "./feed.ts";
import type { KeyService } from "./keys.ts";
import { expressionsOf } from "../exchange/query/match.ts";
import { feedbackRoutes } from "./feedback-routes.ts";
import { isCheapExpression } from "../exchange/query/cheap-expression.ts";
import { readJson } from "./api-body.ts";
import { keyRoutes } from "./key-routes.ts";
import { noticeRoutes } from "./notice-routes.ts";
import type { AlertDesk } from "./alert-desk.ts";
import { qualityRoutes } from "./quality-routes.ts";
import type { QualityService } from "./quality-service.ts";
import type { RegistryService } from "./registry.ts";
import { type HandedRecordings, recordingRoutes } from "./recording-routes.ts";
import { registryRoutes } from "./registry-routes.ts";
import type { Signer } from "./signer.ts";
import { scoreRoutes } from "./score-routes.ts";
import type { ScoreService } from "./scores.ts";
import { shiftRoutes } from "./shift-routes.ts";
import { tailResponse } from "./tail.ts";
import { traceRoutes } from "./trace-routes.ts";
import { unitRoutes } from "./unit-routes.ts";
import { usageRoutes } from "./usage-routes.ts";
import { wasItMeRoutes } from "./was-it-me-routes.ts";

/** What the API answers from. */
export interface ApiPorts {
  readonly exchanges: ExchangeStore;
  readonly control: ControlStore;
  readonly keys: KeyService;
  readonly erasures: ErasureService;
  readonly scores: ScoreService;
  readonly declared: DeclaredExchanges;
  readonly backups: Backups;
  readonly recordings: HandedRecordings;
  readonly channels: ChannelService;
  readonly registry: RegistryService;
  readonly choices: ChoiceService;
  readonly quality: QualityService;
  readonly desk: AlertDesk;
  readonly liveKey: LiveKey;
  readonly feed: RecordFeed;
  /** Every notice, the oldest first. */
  readonly notices: () => readonly Notice[];
  /** Whether anybody may read them, and where they are served. */
  readonly signer: Signer;
  /** A user's id as skeletons of a tenant show it. @throws {BellwetherError} where its key is not known here. */
  readonly conceal: (tenant: string, user: string) => string;
  readonly noticesShown: { readonly public: boolean; readonly base_url?: string | undefined };
  readonly now: () => number;
  /** What is going on, for `doctor` and the page. */
  readonly status: () => Promise<Record<string, unknown>>;
  /** Why nobody should be sent here now; undefined where all is well. */
  readonly ready: () => string | undefined;
  /** The page. */
  readonly page: () => Response;
  readonly report: (what: string, error: unknown) => void;
}

/** Bounds of what one call may read. */
export const READ_LIMITS: ReadLimits = { rows: 10_000, seconds: 30 };

/** The control API, the page and health: everything that is no provider's path. */
export function controlApi(ports: ApiPorts): Hono {
  const app = new Hono();
  const keyOf = (context: Context): KeyRecord => authenticate(context.req.raw.headers, ports.liveKey, ports.now());

  const operatorOf = (context: Context): KeyRecord => {
    const key = keyOf(context);
    requireOperator(key);
    return key;
  };
  const adminOf = (context: Context): KeyRecord => {
    const key = keyOf(context);
    requireAdmin(key);
    return key;
  };

  app.onError((thrown, context) => {
    const error = asBellwetherError(thrown);
    if (!isBellwetherError(thrown)) ports.report(`${context.req.method} ${context.req.path} failed`, thrown);
    return context.json({ error: { code: error.code, message: error.message } }, error.kind.status as 400);
  });
  app.notFound((context) =>
    context.json(
      {
        error: {
          code: "route_unknown",
          message: `there is nothing at ${context.req.path}; the API is under /api/v1, and docs/api.md lists it`,
        },
      },
      404,
    ),
  );

  app.get("/healthz", (context) => context.json({ status: "ok" }));
  app.get("/readyz", (context) => {
    const why = ports.ready();
    return why === undefined ? context.json({ status: "ok" }) : context.json({ status: why }, 503);
  });
  app.get("/", () => ports.page());
  app.route(
    "/",
    noticeRoutes({
      notices: ports.notices,
      installation: async () => {
        const [first] = await ports.control.auditAfter(0, 1);
        return { id: first?.digest.slice("sha256:".length) ?? "0".repeat(64), began: first?.at ?? 0 };
      },
      baseUrl: ports.noticesShown.base_url,
      admit: (context) => {
        if (!ports.noticesShown.public) keyOf(context);
      },
    }),
  );

  app.get("/api/v1/exchanges/:id", async (context) => {
    const key = keyOf(context);
    const id = context.req.param("id");
    const record = isId(id) ? await ports.exchanges.find(id, fenceOf(key)) : undefined;
    if (record === undefined) {
      throw new BellwetherError(
        "exchange_unknown",
        `no exchange ${id} that this key may see; a record is there within a second of the exchange's end`,
      );
    }
    return context.json(presentRecord(record));
  });

  app.get("/api/v1/query", async (context) => {
    const key = keyOf(context);
    const query = parseQuery(queryTexts(context), ports.now());
    return context.json(await ports.exchanges.query(query, fenceOf(key), READ_LIMITS));
  });

  app.post("/api/v1/sql", async (context) => {
    requireOperator(keyOf(context));
    const body = await readJson(context);
    if (typeof body["statement"] !== "string")
      throw new BellwetherError("query_invalid", 'a body of the form {"statement": "SELECT ..."} is expected');
    return context.json(await ports.exchanges.sql(body["statement"], READ_LIMITS));
  });

  app.get("/api/v1/tail", (context) => {
    const key = keyOf(context);
    const query = parseQuery({ ...queryTexts(context), show: undefined }, ports.now());
    // The engine's matcher takes the same time for any expression; here everybody would wait.
    const dear =
      query.where === undefined ? undefined : expressionsOf(query.where).find((one) => !isCheapExpression(one));
    if (dear !== undefined)
      throw new BellwetherError(
        "query_invalid",
        `tail takes expressions with one repetition at most, and no repeated group; ${JSON.stringify(dear.slice(0, 80))} has more: ask for it with query`,
      );
    return tailResponse(ports.feed, query, fenceOf(key), context.req.raw.signal);
  });

  app.get("/api/v1/status", async (context) => {
    requireOperator(keyOf(context));
    return context.json(await ports.status());
  });

  app.route(
    "/api/v1",
    registryRoutes({
      registry: ports.registry,
      channels: ports.channels,
      store: ports.control,
      operator: (context) => operatorOf(context).id,
      admin: (context) => adminOf(context).id,
    }),
  );
  const { exchanges, now } = ports;
  const newId = idGenerator(now, (into) => crypto.getRandomValues(into as Uint8Array<ArrayBuffer>));
  app.route(
    "/api/v1",
    qualityRoutes({
      quality: ports.quality,
      desk: ports.desk,
      newId,
      now,
      operator: (context) => operatorOf(context).id,
      admin: (context) => adminOf(context).id,
    }),
  );
  app.route("/api/v1", choiceRoutes({ choices: ports.choices, key: keyOf, operator: operatorOf }));
  app.route("/api/v1", usageRoutes({ exchanges, key: keyOf, now, limits: READ_LIMITS }));
  const { scores } = ports;
  app.route("/api/v1", scoreRoutes({ scores, store: exchanges.scores, key: keyOf, now, limits: READ_LIMITS }));
  app.route("/api/v1", declaredRoutes({ declared: ports.declared, key: keyOf, now }));
  app.route("/", traceRoutes({ declared: ports.declared, key: keyOf, now, report: ports.report }));
  const secret = ports.signer.secretFor("end-user feedback");
  app.route("/api/v1", feedbackRoutes({ scores, erasures: ports.erasures, key: keyOf, secret, now }));
  const limits = READ_LIMITS;
  app.route(
    "/api/v1",
    unitRoutes({ exchanges, scores: exchanges.scores, control: ports.control, key: keyOf, now, limits }),
  );
  const { base_url: issuer } = ports.noticesShown;
  app.route("/", wasItMeRoutes({ ...ports, issuer, limits: READ_LIMITS }));
  app.route(
    "/api/v1/shifts",
    shiftRoutes({
      exchanges: ports.exchanges,
      fence: (context) => fenceOf(keyOf(context)),
      now: ports.now,
      limits: READ_LIMITS,
    }),
  );
  app.route(
    "/api/v1/backups",
    backupRoutes(ports.backups, (context) => void adminOf(context)),
  );
  app.route(
    "/api/v1/recordings",
    recordingRoutes(ports.recordings, (context) => void adminOf(context)),
  );
  app.route("/api/v1/keys", keyRoutes(ports.keys, adminOf));
  app.route("/api/v1", eraseRoutes(ports.erasures, operatorOf));
  return app;
}

function queryTexts(context: Context): Parameters<typeof parseQuery>[0] {
  const text = (name: string): string | undefined => context.req.query(name);
  return {
    where: text("where"),
    since: text("since"),
    until: text("until"),
    groupBy: text("group_by"),
    show: text("show"),
    orderBy: text("order_by"),
    limit: text("limit"),
    synthetic: text("synthetic") === "true",
  };
}
