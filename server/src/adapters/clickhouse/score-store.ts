import { Readable } from "node:stream";
import type { ClickHouseClient } from "@clickhouse/client";
import { idTime } from "../../core/id.ts";
import type { Score, TargetKind } from "../../exchange/scores/score.ts";
import type {
  FoundScores,
  ScoreLimits,
  ScoredExchange,
  ScoreFence,
  ScoreQuestion,
  ScoreStore,
  SessionName,
  SessionScore,
  SessionScoreQuestion,
} from "../../exchange/scores/store.ts";
import { binding } from "./compile-query.ts";
import { reach, readRows } from "./engine.ts";
import { engineTime } from "./rows.ts";
import { decodeScore, decodeSessionScore, encodeScore, EVALUATOR_COLUMNS, SCORE_COLUMNS } from "./score-rows.ts";

const TIME = "DateTime64(3, 'UTC')";
/** An id is made when its request arrives; clocks of nodes may differ. */
const ID_SLACK_MS = 86_400_000;
/** Characters of names in one statement: the engine parses at most 256 KiB of one. */
const MOST_CHARACTERS = 100_000;
/** What stands between two names. */
const QUOTES = 3;
/** Seconds that reading the scores of many sessions may take. */
const SECONDS = 60;

/**
 * Scores on ClickHouse SQL, embedded or served. Rows of one id meet in the table's own order, so
 * `FINAL` gives the one that stands; joins are GLOBAL for clusters, where the two tables are
 * spread differently.
 */
export class ClickHouseScoreStore implements ScoreStore {
  readonly #client: ClickHouseClient;

  constructor(client: ClickHouseClient) {
    this.#client = client;
  }

  async known(tenant: string, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    for (const some of chunks(ids, lengthOfText)) {
      const rows = await readRows(this.#client, {
        text: "SELECT id, content FROM scores FINAL WHERE tenant = {tenant:String} AND id IN {ids:Array(String)}",
        params: { tenant, ids: some },
      });
      for (const { id, content } of rows) found.set(String(id), String(content));
    }
    return found;
  }

  async add(scores: readonly Score[]): Promise<void> {
    if (scores.length === 0) return;
    const lines = scores.map((score) => `${JSON.stringify(encodeScore(score))}\n`);
    await reach(async () => {
      const { stream } = await this.#client.exec({
        query: `INSERT INTO scores (${SCORE_COLUMNS.join(", ")}) SETTINGS async_insert = 0 FORMAT JSONEachRow`,
        values: Readable.from([lines.join("")]),
      });
      stream.resume();
    });
  }

  async list(question: ScoreQuestion, fence: ScoreFence, limits: ScoreLimits): Promise<FoundScores> {
    const params: Record<string, unknown> = {};
    const bind = binding(params);
    const { tenant, target, signal, evaluator, since, until, after } = question;
    const about: string[] = [];
    const equal = (column: string, value: string | undefined): void => {
      if (value !== undefined) about.push(`${column} = ${bind(value, "String")}`);
    };
    equal("tenant", tenant);
    if (fence.kind === "key") {
      equal("tenant", fence.tenant);
      equal("key", fence.key);
    }
    equal("target", target?.kind);
    if (target !== undefined) equal(target.kind, target.id);
    equal("signal", signal);
    equal("evaluator", evaluator);
    const when: string[] = [];
    if (since !== undefined) when.push(`at >= ${bind(engineTime(since), TIME)}`);
    if (until !== undefined) when.push(`at < ${bind(engineTime(until), TIME)}`);
    if (after !== undefined) when.push(`(at, id) < (${bind(engineTime(after.at), TIME)}, ${bind(after.id, "String")})`);
    const columns = SCORE_COLUMNS.join(", ");
    // What a score is of is the same in all rows of its id: so its rows are found by an index, and
    // the one that stands is taken of them. FINAL would go through the whole table.
    const from =
      target === undefined
        ? `scores FINAL ${whereText([...about, ...when])}`
        : `(SELECT ${columns} FROM scores ${whereText(about)} ORDER BY rank DESC LIMIT 1 BY tenant, id) ${whereText(when)}`;
    const text = `SELECT ${columns} FROM ${from} ORDER BY at DESC, id DESC LIMIT ${limits.rows + 1}`;
    const rows = await readRows(this.#client, { text, params }, limits.seconds);
    return { scores: rows.slice(0, limits.rows).map(decodeScore), truncated: rows.length > limits.rows };
  }

  async exchanges(ids: readonly string[]): Promise<ReadonlyMap<string, ScoredExchange>> {
    const found = new Map<string, ScoredExchange>();
    for (const some of chunks(ids, lengthOfText)) {
      const times = some.map(idTime);
      const rows = await readRows(this.#client, {
        text: `SELECT exchange, tenant, session, erased FROM exchanges WHERE exchange IN {ids:Array(String)} AND received_at BETWEEN {from:${TIME}} AND {to:${TIME}}`,
        params: {
          ids: some,
          from: engineTime(Math.max(0, Math.min(...times) - ID_SLACK_MS)),
          to: engineTime(Math.max(...times) + ID_SLACK_MS),
        },
      });
      for (const row of rows) {
        const exchange = String(row["exchange"]);
        const { tenant, session } = nameOf(row);
        found.set(exchange, { exchange, tenant, session, erased: row["erased"] === true });
      }
    }
    return found;
  }

  async sessions(names: readonly SessionName[]): Promise<readonly SessionName[]> {
    const found: SessionName[] = [];
    for (const some of chunks(names, lengthOfName)) {
      const rows = await readRows(this.#client, {
        text: `SELECT DISTINCT tenant, session FROM exchanges WHERE ${NAMED}`,
        params: named(some),
      });
      found.push(...rows.map(nameOf).filter(among(some)));
    }
    return found;
  }

  async ofSessions({ sessions, signal, since, until }: SessionScoreQuestion): Promise<readonly SessionScore[]> {
    const found: SessionScore[] = [];
    for (const some of chunks(sessions, lengthOfName)) {
      const params = { ...named(some), signal, since: engineTime(Math.max(0, since)), until: engineTime(until) };
      const rows = await readRows(this.#client, { text: OF_SESSIONS, params }, SECONDS);
      found.push(...rows.map(decodeSessionScore).filter(among(some)));
    }
    return found.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  }
}

/** Sessions that may be named; which of them are is then seen by both of their names together. */
const NAMED = "session IN {sessions:Array(String)} AND tenant IN {tenants:Array(String)}";

const COUNTED = ["id", "value", "at", ...EVALUATOR_COLUMNS];

/** Scores of one kind, of the signal and the time that are asked for. */
function scoresOf(kind: TargetKind): string {
  return `scores FINAL WHERE target = '${kind}' AND signal = {signal:String} AND at >= {since:${TIME}} AND at < {until:${TIME}}`;
}

/** What counts for sessions. What is judged lies before its judgement, and after its session began. */
const OF_SESSIONS = `SELECT * FROM (
  SELECT tenant, session, ${COUNTED.join(", ")} FROM ${scoresOf("session")} AND ${NAMED}
  UNION ALL
  SELECT s.tenant AS tenant, e.session AS session, ${COUNTED.map((name) => `s.${name} AS ${name}`).join(", ")}
  FROM (SELECT tenant, exchange, ${COUNTED.join(", ")} FROM ${scoresOf("exchange")}) AS s
  GLOBAL ANY LEFT JOIN (
    SELECT exchange AS of, tenant, session FROM exchanges
    WHERE ${NAMED} AND received_at >= subtractDays({since:${TIME}}, 1)
  ) AS e ON s.exchange = e.of AND s.tenant = e.tenant
  WHERE e.of != ''
) ORDER BY at, id`;

function named(names: readonly SessionName[]): { sessions: readonly string[]; tenants: readonly string[] } {
  return {
    sessions: names.map(({ session }) => session),
    tenants: [...new Set(names.map(({ tenant }) => tenant))],
  };
}

/** Keeps what is of one of these sessions: two tenants may each have one of the same name. */
function among(names: readonly SessionName[]): (one: SessionName) => boolean {
  const known = new Set(names.map(({ tenant, session }) => `${tenant}\0${session}`));
  return ({ tenant, session }) => known.has(`${tenant}\0${session}`);
}

function nameOf(row: Readonly<Record<string, unknown>>): SessionName {
  return { tenant: String(row["tenant"]), session: String(row["session"]) };
}

function lengthOfText(text: string): number {
  return text.length;
}

function lengthOfName({ session }: SessionName): number {
  return session.length;
}

function whereText(conditions: readonly string[]): string {
  return conditions.length === 0 ? "" : `WHERE ${conditions.join(" AND ")}`;
}

/** Names of as many as fit into one statement. */
function chunks<T>(all: readonly T[], lengthOf: (one: T) => number): readonly (readonly T[])[] {
  const parts: T[][] = [];
  let left = 0;
  for (const one of all) {
    const length = lengthOf(one) + QUOTES;
    if (length > left || parts.length === 0) {
      parts.push([]);
      left = MOST_CHARACTERS;
    }
    parts.at(-1)?.push(one);
    left -= length;
  }
  return parts;
}
