import { createHmac } from "node:crypto";
import type { Clock } from "../core/clock.ts";
import { BellwetherError } from "../core/error.ts";
import type { ExchangeRecord } from "../exchange/columns.ts";
import { type EraseScope, eraseRecord, marksIn, type Salt, saltWith } from "../exchange/erase.ts";
import type { Score } from "../exchange/scores/score.ts";
import type { ExchangeStore } from "../exchange/store.ts";
import type { ControlStore, StoredErasure } from "./control-store.ts";
import { Turns } from "./turns.ts";

/** Whose records are to go, as a person says it. */
export type EraseWish =
  | { readonly kind: "tenant"; readonly tenant: string }
  | {
      readonly kind: "user";
      readonly tenant: string;
      readonly sessions: readonly string[];
      /** The user as the product names it to the provider: `metadata.user_id`, `user`, `safety_identifier`. */
      readonly users: readonly string[];
    };

/** What came of an order. */
export interface EraseReport {
  readonly id: string;
  readonly erased: number;
}

/** What the service needs. */
export interface ErasurePorts {
  readonly store: ControlStore;
  readonly exchanges: Pick<ExchangeStore, "erase" | "erasable" | "insert" | "scores">;
  /** One at a time with whatever else rewrites or copies the stored records. */
  readonly turns: Turns;
  readonly clock: Clock;
  readonly newId: () => string;
  /** The installation's key for what is left of erased records. */
  readonly key: Uint8Array;
  /** A user's id as skeletons of a tenant show it. */
  readonly conceal: (tenant: string, text: string) => string;
}

/**
 * Erases the records of a tenant or a user: those that are stored, and those on their way. An
 * order is noted before anything is changed, so that one that was broken off is known, and records
 * that reach the store later are erased before they do.
 */
export class ErasureService {
  readonly #ports: ErasurePorts;
  readonly #salt: Salt;
  #orders: readonly StoredErasure[] = [];
  /** One after the other: each rewrites parts of the same tables. */
  readonly #erasing = new Turns();
  readonly #digests = new Map<string, string>();

  constructor(ports: ErasurePorts) {
    this.#ports = ports;
    this.#salt = saltWith(ports.key);
  }

  /** Reads the orders that were given before; call it before the first `insert`. */
  async load(): Promise<void> {
    this.#orders = await this.#ports.store.erasures();
  }

  /** How many stored records a wish would erase now. */
  async count(wish: EraseWish): Promise<number> {
    return this.#ports.exchanges.erasable(this.#scope(wish), this.#ports.clock.now());
  }

  /**
   * Erases what was received until now. Given again after it was broken off, it goes on.
   *
   * @param actor key id of who orders it.
   * @throws {BellwetherError} `store_unreachable`; then it is to be given again.
   */
  async erase(wish: EraseWish, actor: string): Promise<EraseReport> {
    const scope = this.#scope(wish);
    return this.#erasing.run(() => this.#run(scope, actor));
  }

  /** Stores a block, without what was ordered to be erased. */
  async insert(block: string, records: readonly ExchangeRecord[]): Promise<void> {
    await this.#ports.turns.run(() => this.#ports.exchanges.insert(block, this.without(records)));
  }

  /** The records as they may be kept: those that an order is about are erased. */
  without(records: readonly ExchangeRecord[]): readonly ExchangeRecord[] {
    const latest = this.#orders.at(-1)?.before ?? 0;
    // Nearly always every record is later than every order.
    if (records.every(({ received_at: at }) => (at ?? 0) >= latest)) return records;
    return records.map((record) => {
      const order = this.#orders.find((one) => this.#concerns(one, record));
      return order === undefined ? record : eraseRecord(record, order.kind, this.#salt);
    });
  }

  /**
   * Stores scores, without those of what was ordered to be erased after it was judged.
   *
   * @returns the scores that are kept.
   */
  async insertScores(scores: readonly Score[]): Promise<readonly Score[]> {
    return this.#ports.turns.run(async () => {
      const kept = scores.filter((score) => !this.#orders.some((order) => this.#concernsScore(order, score)));
      await this.#ports.exchanges.scores.add(kept);
      return kept;
    });
  }

  /** Whether a session, as it was at a time in milliseconds, was ordered to be erased. */
  hasErased(tenant: string, session: string, at: number): boolean {
    const target = { kind: "session", id: session } as const;
    return this.#orders.some((order) => this.#concernsScore(order, { tenant, target, at }));
  }

  async #run(scope: EraseScope, actor: string): Promise<EraseReport> {
    const noted = this.#noted(scope);
    let erased = 0;
    for (const pending of this.#orders.filter((order) => order.doneAt === undefined && isSame(order, noted)))
      erased += await this.#carryOut(pending, scope, actor);
    const order: StoredErasure = { ...noted, id: this.#ports.newId(), before: this.#ports.clock.now() };
    // No block is being stored meanwhile: one that began before the order would not know of it.
    await this.#ports.turns.run(async () => {
      await this.#ports.store.apply({
        audit: this.#audit(actor, `${scope.kind}.erase`, scope, { erasure: order.id }),
        insertErasures: [order],
      });
      await this.load();
    });
    erased += await this.#carryOut(order, scope, actor);
    return { id: order.id, erased };
  }

  async #carryOut(order: StoredErasure, scope: EraseScope, actor: string): Promise<number> {
    const { id, before } = order;
    const erased = await this.#ports.exchanges.erase({ id, before, scope, salt: this.#salt });
    await this.#ports.store.apply({
      audit: this.#audit(actor, `${scope.kind}.erased`, scope, { erasure: id, erased }),
      finishErasures: [{ id, doneAt: this.#ports.clock.now() }],
    });
    await this.load();
    return erased;
  }

  #scope(wish: EraseWish): EraseScope {
    if (wish.tenant === "")
      throw new BellwetherError("query_invalid", "no tenant is named: say whose records are to go");
    if (wish.kind === "tenant") return wish;
    if (wish.sessions.length + wish.users.length === 0) {
      throw new BellwetherError(
        "query_invalid",
        "nobody is named: say which user (its id in requests) or which sessions are to go",
      );
    }
    const { kind, tenant, sessions } = wish;
    const marks = wish.users.map((user) => this.#ports.conceal(tenant, user));
    return { kind, tenant, sessions, marks, units: wish.users };
  }

  #noted(scope: EraseScope): Omit<StoredErasure, "id" | "before"> {
    const { kind, tenant } = scope;
    const sessions = kind === "user" ? scope.sessions.map((session) => this.#digest("session", session)) : [];
    return {
      kind,
      tenant: this.#digest("tenant", tenant),
      sessions: sessions.sort(),
      marks: kind === "user" ? [...scope.marks].sort() : [],
    };
  }

  #concerns(order: StoredErasure, record: ExchangeRecord): boolean {
    if ((record.received_at ?? 0) >= order.before || this.#digest("tenant", record.tenant) !== order.tenant)
      return false;
    if (order.kind === "tenant" || order.sessions.includes(this.#digest("session", record.session))) return true;
    return marksIn(order.marks).some((mark) => record.skeleton.includes(mark));
  }

  #concernsScore(order: StoredErasure, { tenant, target, at }: Pick<Score, "tenant" | "target" | "at">): boolean {
    if (at >= order.before || this.#digest("tenant", tenant) !== order.tenant) return false;
    if (order.kind === "tenant") return true;
    if (target.kind === "unit")
      return order.marks.length > 0 && order.marks.includes(this.#ports.conceal(tenant, target.id));
    return target.kind === "session" && order.sessions.includes(this.#digest("session", target.id));
  }

  #digest(kind: "tenant" | "session", text: string): string {
    const asked = `${kind}\u0000${text}`;
    const known = this.#digests.get(asked);
    if (known !== undefined) return known;
    const digest = createHmac("sha256", this.#ports.key).update(asked).digest("hex");
    if (this.#digests.size >= 10_000) this.#digests.clear();
    this.#digests.set(asked, digest);
    return digest;
  }

  /** The audit names a tenant, which its keys name too; of a user it says only that there was one. */
  #audit(
    actor: string,
    action: string,
    scope: EraseScope,
    detail: unknown,
  ): { at: number; actor: string; action: string; subject: string; detail: string } {
    const subject = scope.kind === "tenant" ? scope.tenant : `a user of ${scope.tenant}`;
    return { at: this.#ports.clock.now(), actor, action, subject, detail: JSON.stringify(detail) };
  }
}

function isSame(order: StoredErasure, noted: Omit<StoredErasure, "id" | "before">): boolean {
  return (
    order.kind === noted.kind &&
    order.tenant === noted.tenant &&
    order.sessions.join() === noted.sessions.join() &&
    order.marks.join() === noted.marks.join()
  );
}
