import type { ClickHouseClient } from "@clickhouse/client";
import type { Retention } from "../../exchange/store.ts";
import { readRows, runStatement } from "./engine.ts";
import { literal } from "./literal.ts";
import { engineTime } from "./rows.ts";

const DAY = 86_400_000;
/** Going through everything that is kept may take long. */
const SECONDS = 3_600;

/** A table that is emptied by age: its column of time, and whether its rows name their contract. */
interface AgingTable {
  readonly name: string;
  readonly time: string;
  readonly ofContracts: boolean;
}

const AGING: readonly AgingTable[] = [
  { name: "exchanges", time: "received_at", ofContracts: true },
  { name: "exchange_days", time: "at", ofContracts: true },
  { name: "cohort_days", time: "at", ofContracts: true },
  { name: "cohort_hours", time: "at", ofContracts: true },
  { name: "client_days", time: "at", ofContracts: true },
  { name: "signal_hours", time: "at", ofContracts: true },
  { name: "erased_digests", time: "received_at", ofContracts: false },
  { name: "scores", time: "at", ofContracts: false },
];

/**
 * Removes what is older than it may be, now and from disk: whole months at once, and of other
 * parts what has to go. A TTL would wait for the engine to merge a part, which it may never do.
 */
export async function expireRecords(client: ClickHouseClient, retention: Retention): Promise<void> {
  for (const table of AGING) {
    for (const month of await expiredMonths(client, table.name, wholeDay(retention.before)))
      await runStatement(client, `ALTER TABLE ${table.name} DROP PARTITION ${month}`);
    const condition = tooOld(table, retention);
    const counted = { text: `SELECT count() AS n FROM ${table.name} WHERE ${condition}`, params: {} };
    const [row] = await readRows(client, counted, SECONDS);
    // Deleting writes parts anew: only where there is something to delete.
    if (Number(row?.["n"] ?? 0) === 0) continue;
    await runStatement(client, `ALTER TABLE ${table.name} DELETE WHERE ${condition} SETTINGS mutations_sync = 2`);
  }
}

async function expiredMonths(client: ClickHouseClient, table: string, before: number): Promise<readonly string[]> {
  const rows = await readRows(client, {
    text: "SELECT DISTINCT partition FROM system.parts WHERE database = currentDatabase() AND table = {table:String} AND active",
    params: { table },
  });
  return rows
    .map((row) => String(row["partition"]))
    .filter((month) => /^\d{6}$/.test(month) && Date.UTC(Number(month.slice(0, 4)), Number(month.slice(4))) <= before);
}

function tooOld({ time, ofContracts }: AgingTable, { before, contracts }: Retention): string {
  const older = (at: number): string => `${time} < toDateTime64(${literal(engineTime(wholeDay(at)))}, 3, 'UTC')`;
  const parts = [older(before)];
  for (const one of ofContracts ? contracts : [])
    parts.push(`(surface = ${literal(one.surface)} AND version = ${literal(one.version)} AND ${older(one.before)})`);
  return parts.join(" OR ");
}

/** Figures by the day and the records behind them go together. */
function wholeDay(at: number): number {
  return Math.max(0, Math.floor(at / DAY) * DAY);
}
