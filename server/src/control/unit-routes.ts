import { type Context, Hono } from "hono";
import { BellwetherError } from "../core/error.ts";
import { isId } from "../core/id.ts";
import { parseQuery } from "../exchange/query/parse.ts";
import type { Filter } from "../exchange/query/query.ts";
import type { ReadLimits } from "../exchange/store.ts";
import type { KeyRecord } from "../gateway/key.ts";
import { behaviourSignals } from "../quality/signals/behaviour/table.ts";
import { fenceOf } from "./auth.ts";
import type { ControlStore } from "./control-store.ts";
import { onlyParameters } from "./parameters.ts";
import { timeAsked } from "./period.ts";
import { rowsAsked } from "./score-routes.ts";
import { definitionAsked } from "./signal-asked.ts";
import { tenantAsked } from "./usage-routes.ts";
import { unitsOf, type UnitPage, type UnitPorts, type UnitQuestion } from "./units.ts";

/** What the routes answer from, and who asks. */
export interface UnitRoutePorts extends UnitPorts {
  readonly control: Pick<ControlStore, "state">;
  /** Any live key. @throws {BellwetherError} */
  readonly key: (context: Context) => KeyRecord;
  readonly now: () => number;
  readonly limits: ReadLimits;
}

/** What is looked at where nobody says since when, in milliseconds. */
const USUAL_MS = 30 * 86_400_000;
const MEASURING = ["signal", "surface", "better", "range", "log", "aggregate", "window", "evaluator"];
const CHOOSING = ["tenant", "where", "since", "until", "synthetic", "candidate", "share", "after", "limit", "format"];

/** Routes that say what units are worth by a signal, and which signals records alone tell of. */
export function unitRoutes(ports: UnitRoutePorts): Hono {
  const app = new Hono();

  app.get("/units", async (context) => {
    const caller = ports.key(context);
    onlyParameters(context, [...MEASURING, ...CHOOSING]);
    const now = ports.now();
    const question = await questionOf(context, caller, ports, now);
    const page = await unitsOf(question, ports, fenceOf(caller), now);
    return formatAsked(context) === "json" ? context.json(shown(page)) : linesOf(page);
  });

  app.get("/signals", (context) => {
    ports.key(context);
    const signals = behaviourSignals().map(({ definition, doc }) => {
      const { name, orientation, scale, windowMs } = definition;
      return { name, doc, better: orientation, scale, window_ms: windowMs };
    });
    return context.json({ signals });
  });
  return app;
}

async function questionOf(
  context: Context,
  caller: KeyRecord,
  ports: UnitRoutePorts,
  now: number,
): Promise<UnitQuestion> {
  const text = (name: string): string | undefined => context.req.query(name) || undefined;
  const surface = text("surface");
  const { contracts } = surface === undefined ? { contracts: [] } : await ports.control.state();
  const words = { signal: text("signal"), better: text("better"), range: text("range"), log: text("log") };
  const more = { aggregate: text("aggregate"), window: text("window") };
  const until = timeAsked(context, "until", now) ?? now;
  const after = afterAsked(text("after"));
  const evaluator = text("evaluator");
  const where = whereOf(text("where"), { tenant: tenantAsked(context, caller), surface }, now);
  const split = splitAsked(text("candidate"), text("share"), now);
  return {
    definition: definitionAsked({ ...words, ...more }, surface, contracts),
    ...(evaluator === undefined ? {} : { evaluator }),
    ...(where === undefined ? {} : { where }),
    ...(split === undefined ? {} : { split }),
    since: timeAsked(context, "since", now) ?? until - USUAL_MS,
    until,
    synthetic: text("synthetic") === "true",
    ...(after === undefined ? {} : { after }),
    rows: rowsAsked(text("limit"), ports.limits.rows, ports.limits.rows),
  };
}

/** Conditions as they are written, on one surface where one is named. @throws {BellwetherError} `query_invalid`. */
export function whereOf(
  text: string | undefined,
  columns: Readonly<Record<"tenant" | "surface", string | undefined>>,
  now: number,
): UnitQuestion["where"] {
  const said = parseQuery({ where: text ?? "" }, now).where;
  const of: Filter[] = (["tenant", "surface"] as const).flatMap((column) => {
    const value = columns[column];
    return value === undefined || value === "" ? [] : [{ kind: "compare", column, operator: "=", value } as const];
  });
  if (said !== undefined) of.push(said);
  return of.length === 0 ? undefined : { kind: "all", of };
}

function splitAsked(candidate: string | undefined, share: string | undefined, now: number): UnitQuestion["split"] {
  if (candidate === undefined && share === undefined) return undefined;
  const filter = candidate === undefined ? undefined : parseQuery({ where: candidate }, now).where;
  if (filter === undefined)
    throw new BellwetherError(
      "query_invalid",
      "share is said, and not whose it is: candidate=CONDITIONS says which sessions are the candidate's, such as flags has new-prompt",
    );
  const probability = Number(share ?? Number.NaN);
  if (probability > 0 && probability < 1) return { candidate: filter, share: probability };
  throw new BellwetherError(
    "query_invalid",
    `share is ${share === undefined ? "not said" : JSON.stringify(share)}; the probability with which a session became the candidate's is expected, above 0 and below 1`,
  );
}

function formatAsked(context: Context): "json" | "jsonl" {
  const format = context.req.query("format") || "jsonl";
  if (format === "json" || format === "jsonl") return format;
  throw new BellwetherError("query_invalid", `format is ${JSON.stringify(format)}; json or jsonl is expected`);
}

/** A line for each unit; what is said of all of them stands in headers. */
function linesOf(page: UnitPage): Response {
  const lines = page.units.map((unit) => `${JSON.stringify(unit)}\n`).join("");
  const { next, truncated, missing, open } = shown(page);
  return new Response(lines, {
    headers: {
      "content-type": "application/x-ndjson",
      "cache-control": "no-store",
      "bellwether-truncated": String(truncated),
      "bellwether-missing": String(missing),
      "bellwether-open": String(open),
      ...(next === null ? {} : { "bellwether-next": next }),
    },
  });
}

function shown({
  next,
  end: _end,
  absent: _absent,
  ...page
}: UnitPage): Omit<UnitPage, "next" | "end" | "absent"> & { next: string | null } {
  return { ...page, next: next === undefined ? null : `${next.at}-${next.exchange}` };
}

function afterAsked(text: string | undefined): UnitQuestion["after"] | undefined {
  if (text === undefined) return undefined;
  const [, at, exchange] = /^(\d{1,15})-(.+)$/.exec(text) ?? [];
  if (at !== undefined && exchange !== undefined && isId(exchange)) return { at: Number(at), exchange };
  const message = `after is ${JSON.stringify(text)}; what the page before gave as \`next\` is expected`;
  throw new BellwetherError("query_invalid", message);
}
