import { compileQuery } from "../../../server/src/adapters/clickhouse/compile-query.ts";
import { readRows } from "../../../server/src/adapters/clickhouse/engine.ts";
import {
  type EmbeddedStore,
  openEmbeddedStore,
} from "../../../server/src/adapters/clickhouse/fixtures/embedded-store.ts";
import { parseQuery, type QueryTexts } from "../../../server/src/exchange/query/parse.ts";
import type { ReadLimits } from "../../../server/src/exchange/store.ts";
import type { Measured } from "../machine.ts";
import { measuredOn, settle } from "../store/engine.ts";
import { renderTable } from "../table.ts";
import { addFigures, type Filled, fillStore } from "./fill.ts";

/** How much is asked of how much. */
export interface QueryOptions {
  readonly rows: number;
  /** Exchanges whose figures are asked in the end; the records themselves are `rows`. */
  readonly figures: number;
  /** How often each question is asked. */
  readonly times: number;
  readonly say: (line: string) => void;
}

/** How long a question took. */
export interface QueryFigure {
  readonly question: string;
  readonly exchanges: number;
  /** Milliseconds by the clock: the median, and the longest. */
  readonly ms: number;
  readonly ms_high: number;
  readonly rows: number;
}

/** What the benchmark found. */
export interface QueryResult extends Measured {
  readonly times: number;
  readonly figures: readonly QueryFigure[];
}

interface Question {
  readonly name: string;
  readonly ask: () => Promise<number>;
}

const LIMITS: ReadLimits = { rows: 10_000, seconds: 120 };
const ALL = { kind: "all" } as const;
const COHORTS = { groupBy: "contract,model,idle_bucket", show: "count,cost,avg(duration)", limit: "10000" };

/** Fills a store and asks it what people ask. */
export async function benchQueries(options: QueryOptions): Promise<QueryResult> {
  const { rows, times, say } = options;
  const scratch = await openEmbeddedStore();
  try {
    const measured = await measuredOn(scratch);
    const filled = await fillStore(scratch, rows, say);
    await settle(scratch);
    const figures: QueryFigure[] = [];
    const ask = async (question: Question, exchanges: number): Promise<void> => {
      const figure = await measure(question, exchanges, times);
      say(`${figure.question}: ${figure.ms} ms`);
      figures.push(figure);
    };
    for (const question of questionsOf(scratch, filled)) await ask(question, rows);
    const more = Math.ceil(options.figures / rows) - 1;
    if (more > 0) {
      const exchanges = await addFigures(scratch.engine, filled, more);
      await settle(scratch);
      say(`figures of ${exchanges} exchanges`);
      for (const question of questionsOf(scratch, filled).filter(({ name }) => name.includes("figures")))
        await ask(question, exchanges);
    }
    return { ...measured, times, figures };
  } finally {
    await scratch.close();
  }
}

function questionsOf({ store, engine }: EmbeddedStore, { session, exchange, until }: Filled): readonly Question[] {
  const typed = async (texts: QueryTexts): Promise<number> =>
    (await store.query(parseQuery(texts, until), ALL, LIMITS)).rows.length;
  const fromRecords = async (texts: QueryTexts): Promise<number> =>
    (await readRows(engine.client, compileQuery(parseQuery(texts, until), ALL, LIMITS.rows), LIMITS.seconds)).length;
  const week = { ...COHORTS, since: "7d" };
  return [
    { name: "by contract, model, idle bucket: figures", ask: () => typed(COHORTS) },
    { name: "the same of 7 days to the millisecond: figures", ask: () => typed(week) },
    {
      name: "by role and outcome, of two bands of context: figures",
      ask: () => typed({ ...COHORTS, groupBy: "role,outcome", where: 'context_bucket in ("<8k", "8-32k")' }),
    },
    { name: "by client version: figures", ask: () => typed({ ...COHORTS, groupBy: "client_version" }) },
    { name: "by contract, model, idle bucket: records", ask: () => fromRecords({ ...COHORTS, show: "count" }) },
    { name: "p95(duration) by model: records", ask: () => typed({ groupBy: "model", show: "p95(duration)" }) },
    { name: "one session's exchanges", ask: () => typed({ where: `session = "${session}"`, limit: "1000" }) },
    { name: "a session's last record, whole", ask: async () => Number((await lastOf(store, session)) !== undefined) },
    { name: "one record by its id", ask: async () => Number((await store.find(exchange, ALL)) !== undefined) },
  ];
}

async function lastOf(store: EmbeddedStore["store"], session: string): Promise<unknown> {
  const { rows } = await store.query(
    parseQuery({ where: `session = "${session}"`, show: "tenant,client" }, 0),
    ALL,
    LIMITS,
  );
  return store.lastOfSession(String(rows[0]?.["tenant"]), String(rows[0]?.["client"]), session);
}

async function measure({ name, ask }: Question, exchanges: number, times: number): Promise<QueryFigure> {
  const took: number[] = [];
  let rows = 0;
  // The first time reads what is not in memory yet, and is not counted.
  for (let time = 0; time <= times; time++) {
    const startedAt = performance.now();
    rows = await ask();
    if (time > 0) took.push(performance.now() - startedAt);
  }
  took.sort((a, b) => a - b);
  const round = (ms: number): number => Math.round(ms * 10) / 10;
  return { question: name, exchanges, ms: round(took[times >> 1]!), ms_high: round(took.at(-1)!), rows };
}

/** The figures as a table. */
export function renderQueries(figures: readonly QueryFigure[]): string {
  return renderTable(
    ["question", "exchanges", "ms", "longest", "rows"],
    figures.map((one) => [
      one.question,
      String(one.exchanges),
      one.ms.toFixed(1),
      one.ms_high.toFixed(1),
      String(one.rows),
    ]),
  );
}
