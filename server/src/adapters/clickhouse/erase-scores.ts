import type { ClickHouseClient } from "@clickhouse/client";
import type { EraseOrder } from "../../exchange/store.ts";
import type { Statement } from "./compile-query.ts";
import { reach, readRows, runStatement } from "./engine.ts";
import { literal } from "./literal.ts";
import { engineTime } from "./rows.ts";

/**
 * Removes the scores of what an order is about. It goes in two steps, as with records: first the
 * ids are listed, by a statement that the engine does not keep, then whatever is listed goes. Both
 * may be run again; the list goes at the end.
 *
 * @param records what finds the order's records, before they are emptied.
 */
export async function eraseScores(client: ClickHouseClient, order: EraseOrder, records: Statement): Promise<void> {
  const { text, params } = theirs(order, records);
  await reach(() =>
    client.command({
      query: `INSERT INTO erased_scores (erasure, id) SELECT ${literal(order.id)}, id FROM scores WHERE ${text}`,
      query_params: { ...params },
    }),
  );
  const listed = `erasure = ${literal(order.id)}`;
  const [counted] = await readRows(client, {
    text: `SELECT count() AS n FROM erased_scores WHERE ${listed}`,
    params: {},
  });
  if (Number(counted?.["n"] ?? 0) === 0) return;
  await runStatement(
    client,
    `ALTER TABLE scores DELETE WHERE id IN (SELECT id FROM erased_scores WHERE ${listed}) SETTINGS mutations_sync = 2, allow_nondeterministic_mutations = 1`,
  );
  await runStatement(client, `ALTER TABLE erased_scores DROP PARTITION ${literal(order.id)}`);
}

function theirs({ scope, before }: EraseOrder, records: Statement): Statement {
  const inside = "tenant = {tenant:String} AND received_at < {accepted:DateTime64(3, 'UTC')}";
  const accepted = engineTime(before);
  if (scope.kind === "tenant") return { text: inside, params: { tenant: scope.tenant, accepted } };
  const named = [
    "exchange IN (SELECT exchange FROM exchanges WHERE RECORDS)",
    "session IN {sessions:Array(String)}",
    "session IN (SELECT session FROM exchanges WHERE session != '' AND RECORDS)",
    "unit IN {units:Array(String)}",
  ].map((one) => one.replace("RECORDS", records.text));
  return {
    // What a score is not of is empty, and so is a name that nobody has given.
    text: `${inside} AND (${named.map((one) => `(${one.split(" ", 1)[0]} != '' AND ${one})`).join(" OR ")})`,
    params: { ...records.params, tenant: scope.tenant, accepted, units: scope.units ?? [] },
  };
}
