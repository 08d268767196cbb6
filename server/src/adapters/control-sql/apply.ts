import type { Transaction } from "kysely";
import { CHAIN_BEGINS, chained } from "../../control/audit-chain.ts";
import type { ControlChange } from "../../control/control-store.ts";
import { BellwetherError } from "../../core/error.ts";
import { fromKey } from "./rows.ts";
import type { ControlTables } from "./schema.ts";

/**
 * Makes a change in a transaction, with its audit entry and a new revision.
 *
 * @returns the new revision.
 * @throws {BellwetherError} `change_conflict` where the change was decided from another revision.
 */
export async function applyIn(tx: Transaction<ControlTables>, change: ControlChange): Promise<number> {
  // First of all: its lock lets changes that are made at the same time happen one after another.
  const { revision } = await tx
    .updateTable("state")
    .set((update) => ({ revision: update("revision", "+", 1) }))
    .returning("revision")
    .executeTakeFirstOrThrow();
  if (change.expects !== undefined && revision !== change.expects + 1) {
    throw new BellwetherError(
      "change_conflict",
      `something else was changed at the same time (revision ${revision - 1}, and not ${change.expects}): look at it, and try again`,
      { retryAfter: 1 },
    );
  }
  for (const key of change.insertKeys ?? []) await tx.insertInto("keys").values(fromKey(key)).execute();
  for (const { id, expiresAt, revokedAt } of change.endKeys ?? []) {
    const set = {
      ...(expiresAt === undefined ? {} : { expires_at: expiresAt }),
      ...(revokedAt === undefined ? {} : { revoked_at: revokedAt }),
    };
    await tx.updateTable("keys").set(set).where("id", "=", id).execute();
  }
  for (const { registeredAt, ...contract } of change.insertContracts ?? []) {
    await tx
      .insertInto("contracts")
      .values({ ...contract, registered_at: registeredAt })
      .execute();
  }
  for (const channel of change.setChannels ?? []) {
    await tx
      .insertInto("channels")
      .values(channel)
      .onConflict((conflict) => conflict.columns(["surface", "channel"]).doUpdateSet({ version: channel.version }))
      .execute();
  }
  for (const { doneAt, ...order } of change.insertErasures ?? []) {
    const lists = { sessions: JSON.stringify(order.sessions), marks: JSON.stringify(order.marks) };
    await tx
      .insertInto("erasures")
      .values({ ...order, ...lists, done_at: doneAt ?? null })
      .execute();
  }
  for (const { id, doneAt } of change.finishErasures ?? [])
    await tx.updateTable("erasures").set({ done_at: doneAt }).where("id", "=", id).execute();
  for (const result of change.setGateResults ?? []) {
    const { verdict, at, run } = result;
    await tx
      .insertInto("gate_results")
      .values(result)
      .onConflict((conflict) => conflict.columns(["digest", "gate"]).doUpdateSet({ verdict, at, run }))
      .execute();
  }
  await applyNotices(tx, change);
  const last = await tx.selectFrom("audit").select("digest").orderBy("number", "desc").limit(1).executeTakeFirst();
  await tx
    .insertInto("audit")
    .values(chained(change.audit, revision, last?.digest ?? CHAIN_BEGINS))
    .execute();
  return revision;
}

async function applyNotices(tx: Transaction<ControlTables>, change: ControlChange): Promise<void> {
  for (const notice of change.insertNotices ?? []) {
    const { id, number } = notice;
    await tx
      .insertInto("notices")
      .values({ id, number, document: JSON.stringify(notice) })
      .execute();
  }
  for (const chosen of change.setChoices ?? []) {
    const { choice, at } = chosen;
    await tx
      .insertInto("choices")
      .values(chosen)
      .onConflict((conflict) => conflict.columns(["tenant", "notice"]).doUpdateSet({ choice, at }))
      .execute();
  }
  for (const { notice, owedAt, doneAt, outcome } of change.insertDeliveries ?? [])
    await tx
      .insertInto("deliveries")
      .values({ notice, owed_at: owedAt, done_at: doneAt ?? null, outcome: outcome ?? null })
      .execute();
  for (const { notice, doneAt, outcome } of change.finishDeliveries ?? [])
    await tx.updateTable("deliveries").set({ done_at: doneAt, outcome }).where("notice", "=", notice).execute();
}
