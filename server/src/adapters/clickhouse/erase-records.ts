import { Readable } from "node:stream";
import type { ClickHouseClient } from "@clickhouse/client";
import { columnNamed, type ColumnType } from "../../exchange/columns.ts";
import { type EraseScope, erasedColumns, marksIn, SALTED_COLUMNS } from "../../exchange/erase.ts";
import { CLIENT_DAYS } from "../../exchange/query/levels.ts";
import type { EraseOrder } from "../../exchange/store.ts";
import type { Statement } from "./compile-query.ts";
import { reach, readRows, runStatement } from "./engine.ts";
import { literal } from "./literal.ts";
import { FIGURES, figuresOfRecords } from "./level-tables.ts";
import { eraseScores } from "./erase-scores.ts";
import { engineTime } from "./rows.ts";

/** Records whose digests are salted at a time. */
const PAGE = 50_000;
/** An erase reads what it has to, however long that takes. */
const SECONDS = 3_600;

/** How many records an order of this scope would erase. */
export async function countErasable(client: ClickHouseClient, scope: EraseScope, before: number): Promise<number> {
  const { text, params } = matching(scope, before);
  const rows = await readRows(client, { text: `SELECT count() AS n FROM exchanges WHERE ${text}`, params }, SECONDS);
  return Number(rows[0]?.["n"] ?? 0);
}

/**
 * Erases records in two steps that may both be run again: first their ids and salted digests are
 * listed, then whatever is listed is emptied. Statements that change rows are kept by the engine,
 * so the second names the order and nothing of whom it is about.
 */
export async function eraseRecords(client: ClickHouseClient, order: EraseOrder): Promise<number> {
  // While the records still say whose they are.
  await eraseScores(client, order, matching(order.scope, order.before));
  let last = "";
  for (;;) {
    const page = await readRows(client, pageOf(order, last), SECONDS);
    if (page.length > 0) await list(client, order, page);
    last = String(page.at(-1)?.["exchange"] ?? "");
    if (page.length < PAGE) break;
  }
  const listed = `erasure = ${literal(order.id)}`;
  const [counted] = await readRows(client, {
    text: `SELECT uniqExact(exchange) AS n FROM erased_digests WHERE ${listed}`,
    params: {},
  });
  const count = Number(counted?.["n"] ?? 0);
  if (count === 0) return 0;
  const theirs = `NOT erased AND exchange IN (SELECT exchange FROM erased_digests WHERE ${listed})`;
  await correctFigures(client, order, theirs);
  await runStatement(
    client,
    `ALTER TABLE exchanges UPDATE ${emptied(order.scope.kind)}, erased = true WHERE ${theirs} SETTINGS mutations_sync = 2, allow_nondeterministic_mutations = 1`,
  );
  await settleFigures(client, listed);
  return count;
}

/**
 * Figures of clients name the client: what the records to be erased added to them is taken off
 * and added again without it, in one block that the engine stores once however often it comes.
 */
async function correctFigures(client: ClickHouseClient, { id, scope }: EraseOrder, theirs: string): Promise<void> {
  const gone = new Set<string>(erasedColumns(scope.kind));
  const figures = [...FIGURES.keys()];
  const dimensions = [...CLIENT_DAYS.dimensions];
  const part = (shown: readonly string[], sign: string): string =>
    `SELECT ${["at", ...shown, ...figures.map((name) => `${sign}${name}`)].join(", ")} FROM (SELECT ${figuresOfRecords(CLIENT_DAYS)} FROM exchanges WHERE ${theirs})`;
  const without = dimensions.map((name) => (gone.has(name) ? "''" : name));
  await runStatement(
    client,
    `INSERT INTO client_days (${["at", ...dimensions, ...figures].join(", ")}) SELECT * FROM (${part(dimensions, "-")} UNION ALL ${part(without, "")}) ORDER BY ALL SETTINGS insert_deduplicate = 1, insert_deduplication_token = ${literal(`erase:${id}`)}, max_threads = 1`,
  );
}

/** Lets figures that add up to nobody go from disk. */
async function settleFigures(client: ClickHouseClient, listed: string): Promise<void> {
  const months = await readRows(client, {
    text: `SELECT DISTINCT toYYYYMM(received_at) AS month FROM erased_digests WHERE ${listed}`,
    params: {},
  });
  for (const { month } of months)
    await runStatement(client, `OPTIMIZE TABLE client_days PARTITION ${String(month)} FINAL`);
}

/** The salted digests of an erased record that was in the store before its erase. */
export async function erasedDigests(
  client: ClickHouseClient,
  exchange: string,
): Promise<Readonly<Record<string, unknown>>> {
  const rows = await readRows(client, {
    text: `SELECT ${SALTED_COLUMNS.join(", ")} FROM erased_digests WHERE exchange = {exchange:String} LIMIT 1`,
    params: { exchange },
  });
  return rows[0] ?? {};
}

function matching(scope: EraseScope, before: number): Statement {
  const params: Record<string, unknown> = { tenant: scope.tenant, before: engineTime(before) };
  const inside = "NOT erased AND tenant = {tenant:String} AND received_at < {before:DateTime64(3, 'UTC')}";
  if (scope.kind === "tenant") return { text: inside, params };
  params["sessions"] = scope.sessions;
  const said = marksIn(scope.marks).map((mark, index) => {
    params[`mark${index}`] = mark;
    return `position(skeleton, {mark${index}:String}) > 0`;
  });
  const theirs = ["session IN {sessions:Array(String)}", ...said].join(" OR ");
  return { text: `${inside} AND (${theirs})`, params };
}

function pageOf(order: EraseOrder, last: string): Statement {
  const { text, params } = matching(order.scope, order.before);
  return {
    text: `SELECT exchange, received_at, ${SALTED_COLUMNS.join(", ")} FROM exchanges WHERE ${text} AND exchange > {last:String} ORDER BY exchange LIMIT ${PAGE}`,
    params: { ...params, last },
  };
}

async function list(
  client: ClickHouseClient,
  { id, salt }: EraseOrder,
  page: readonly Readonly<Record<string, unknown>>[],
): Promise<void> {
  const lines = page.map((row) => {
    const exchange = String(row["exchange"]);
    const salted = SALTED_COLUMNS.map((name) => [name, salt(exchange, String(row[name]))]);
    return JSON.stringify({
      exchange,
      erasure: id,
      received_at: row["received_at"],
      ...(Object.fromEntries(salted) as Record<string, string>),
    });
  });
  await reach(async () => {
    const { stream } = await client.exec({
      query: "INSERT INTO erased_digests SETTINGS async_insert = 0 FORMAT JSONEachRow",
      values: Readable.from([`${lines.join("\n")}\n`]),
    });
    stream.resume();
  });
}

function emptied(scope: EraseScope["kind"]): string {
  return [...erasedColumns(scope), ...SALTED_COLUMNS]
    .filter((name, index, all) => all.indexOf(name) === index)
    .map((name) => `${name} = ${emptyLiteral(columnNamed(name)?.type ?? "text")}`)
    .join(", ");
}

function emptyLiteral(type: ColumnType): string {
  switch (type) {
    case "text":
    case "category":
    case "json":
      return "''";
    case "count":
      return "0";
    case "number":
    case "time":
    case "maybe":
      return "NULL";
    case "flag":
      return "false";
    case "texts":
      return "[]";
    case "numbers":
      return "map()";
  }
}
