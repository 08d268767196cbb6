import { idTime } from "../core/id.ts";
import { contentDigest, END_USER, rankOfFirst, type Score, scoreId, voteId } from "../exchange/scores/score.ts";
import type { ScoredExchange, ScoreStore } from "../exchange/scores/store.ts";
import type { KeyRecord } from "../gateway/key.ts";
import type { SaidScore } from "../quality/scores/read-score.ts";
import { isOperator } from "./auth.ts";
import type { ErasureService } from "./erasures.ts";
import { Gather } from "./gather.ts";

/** Why a score is refused, and the HTTP status of that. */
export const REFUSALS = {
  score_invalid: 400,
  key_not_allowed: 403,
  exchange_unknown: 404,
  idempotency_key_reused: 409,
} as const;

/** What became of one score. */
export type ScoreOutcome =
  | {
      readonly outcome: "accepted" | "duplicate";
      readonly id: string;
      /** True where nothing is stored yet of what it is of. */
      readonly pending: boolean;
    }
  | {
      readonly outcome: "refused";
      readonly code: keyof typeof REFUSALS;
      /** The member that is to blame; empty where it is the whole. */
      readonly place: string;
      readonly message: string;
    };

/** An end user's say on a session. */
export interface Vote {
  readonly tenant: string;
  /** Id of the key that made the token. */
  readonly key: string;
  readonly session: string;
  readonly signal: string;
  readonly value: number;
  readonly boolean: boolean;
}

/** What the service works with. */
export interface ScorePorts {
  readonly store: ScoreStore;
  readonly erasures: Pick<ErasureService, "insertScores">;
  readonly now: () => number;
  readonly newId: () => string;
  /** Told of scores that are stored, each once. */
  readonly stored?: (scores: readonly Score[]) => void;
}

/** How long after an exchange its record may still be on its way, where its gateway was away. */
const PENDING_MS = 7 * 86_400_000;
/** How far clocks of nodes may differ. */
const SLACK_MS = 86_400_000;
/** Scores that are decided at a time. */
const MOST = 2_000;

/** A score that waits to be decided, and who waits for it. */
interface Waiting {
  readonly said: SaidScore;
  readonly caller: Pick<KeyRecord, "id" | "tenant"> & { readonly anyTenant: boolean };
  readonly vote: boolean;
}

/**
 * Takes scores: finds whose they are, tells new ones from those that came before, and stores them.
 *
 * Many small calls become few blocks. Of what is refused, nothing is stored; where the store fails,
 * whoever waits is told so, and may send the same again.
 */
export class ScoreService {
  readonly #ports: ScorePorts;
  readonly #gather = new Gather<Waiting, ScoreOutcome>(MOST, (waiting) => this.#decide(waiting));
  #votes = 0;

  constructor(ports: ScorePorts) {
    this.#ports = ports;
  }

  /** Takes scores that a key sends; the outcomes are in their order. @throws {BellwetherError} `store_unreachable`. */
  take(
    said: readonly SaidScore[],
    { id, tenant, kind }: Pick<KeyRecord, "id" | "tenant" | "kind">,
  ): Promise<readonly ScoreOutcome[]> {
    const caller = { id, tenant, anyTenant: isOperator({ kind }) };
    return this.#gather.add(said.map((one) => ({ said: one, caller, vote: false })));
  }

  /** Takes an end user's vote: it takes the place of the one before on its session and signal. */
  async vote({ tenant, key, session, signal, value, boolean }: Vote): Promise<ScoreOutcome> {
    const evaluator = { id: END_USER, version: "1", model: "", rubricDigest: "", promptDigest: "" };
    const content = {
      target: { kind: "session", id: session },
      signal,
      value,
      boolean,
      evaluator,
      outputDigest: "",
    } as const;
    const caller = { id: key, tenant, anyTenant: false };
    const [outcome] = await this.#gather.add([{ said: { content, idempotencyKey: "" }, caller, vote: true }]);
    if (outcome === undefined) throw new Error("a vote has come to nothing");
    return outcome;
  }

  async #decide(waiting: readonly Waiting[]): Promise<readonly ScoreOutcome[]> {
    const { store, erasures, now } = this.#ports;
    const receivedAt = now();
    const ids = waiting.flatMap(({ said: { content } }) =>
      content.target.kind === "exchange" ? [content.target.id] : [],
    );
    const exchanges = await store.exchanges([...new Set(ids)]);
    const owned = waiting.map((one) => this.#owned(one, exchanges, receivedAt));
    const scores = owned.flatMap((one) => ("id" in one ? [one] : []));
    const pending = await this.#pending(scores, exchanges);
    const known = await this.#known(scores);
    const fresh = new Map<string, Score>();
    const outcomes = owned.map((one, index): ScoreOutcome => {
      if (!("id" in one)) return one;
      const place = placeOf(one);
      const before = known.get(place);
      if (before === one.content) return { outcome: "duplicate", id: one.id, pending: pending(one) };
      if (before !== undefined && waiting[index]?.vote !== true) return reused(one);
      known.set(place, one.content);
      fresh.set(place, one);
      return { outcome: "accepted", id: one.id, pending: pending(one) };
    });
    const stored = await erasures.insertScores([...fresh.values()]);
    this.#ports.stored?.(stored);
    const kept = new Set(stored.map(placeOf));
    return outcomes.map((outcome, index) => {
      const score = owned[index];
      if (outcome.outcome !== "accepted" || score === undefined || !("id" in score) || kept.has(placeOf(score)))
        return outcome;
      return refused(
        "exchange_unknown",
        score.target.kind,
        "was erased on request: what was judged is not kept any more",
      );
    });
  }

  /** The score with whose it is, or why it is nobody's. */
  #owned(
    { said, caller, vote }: Waiting,
    exchanges: ReadonlyMap<string, ScoredExchange>,
    receivedAt: number,
  ): Score | Extract<ScoreOutcome, { outcome: "refused" }> {
    const { content, idempotencyKey } = said;
    if (!caller.anyTenant && said.tenant !== undefined && said.tenant !== caller.tenant)
      return refused(
        "key_not_allowed",
        "tenant",
        `is ${said.tenant}; this key is of the tenant ${caller.tenant}: leave it out`,
      );
    let tenant = said.tenant ?? caller.tenant;
    const { kind, id } = content.target;
    if (kind === "exchange") {
      const found = exchanges.get(id);
      const mayBe = caller.anyTenant && said.tenant === undefined ? found?.tenant : tenant;
      // Another tenant's exchange is answered as one that there is not.
      if (found === undefined ? !mayCome(id, receivedAt) : found.erased || found.tenant !== mayBe)
        return refused("exchange_unknown", "exchange", `is ${id}: there is no such exchange of this tenant`);
      if (found === undefined && caller.anyTenant && said.tenant === undefined) {
        const message = `is ${id}, of which there is no record yet: say whose it is (tenant) to have the score wait for it, or send it again in a second`;
        return refused("exchange_unknown", "exchange", message);
      }
      tenant = found?.tenant ?? tenant;
    }
    const digest = contentDigest(content);
    return {
      ...content,
      id: vote ? voteId(tenant, id, content.signal) : this.#idOf(tenant, said, digest),
      content: digest,
      // Votes of one moment stand in the order in which they came.
      rank: vote ? receivedAt * 1_000 + (this.#votes++ % 1_000) : rankOfFirst(receivedAt),
      tenant,
      key: caller.id,
      idempotencyKey,
      at: content.at ?? receivedAt,
      receivedAt,
    };
  }

  /** What has neither a key nor a time may be said twice and be meant twice: an event that was counted. */
  #idOf(tenant: string, { content, idempotencyKey }: SaidScore, digest: string): string {
    const named = idempotencyKey !== "" || content.at !== undefined;
    return scoreId(tenant, idempotencyKey, named ? digest : `${digest}\0${this.#ports.newId()}`);
  }

  async #pending(
    scores: readonly Score[],
    exchanges: ReadonlyMap<string, ScoredExchange>,
  ): Promise<(score: Score) => boolean> {
    const named = scores.flatMap(({ tenant, target: { kind, id } }) =>
      kind === "session" ? [{ tenant, session: id }] : [],
    );
    const found = await this.#ports.store.sessions(named);
    const sessions = new Set(found.map(({ tenant, session }) => `${tenant}\0${session}`));
    return ({ tenant, target: { kind, id } }) => {
      if (kind === "unit") return false;
      return kind === "exchange" ? !exchanges.has(id) : !sessions.has(`${tenant}\0${id}`);
    };
  }

  async #known(scores: readonly Score[]): Promise<Map<string, string>> {
    const known = new Map<string, string>();
    for (const tenant of new Set(scores.map((one) => one.tenant))) {
      const ids = scores.filter((one) => one.tenant === tenant).map(({ id }) => id);
      for (const [id, content] of await this.#ports.store.known(tenant, ids))
        known.set(placeOf({ tenant, id }), content);
    }
    return known;
  }
}

/** Whether the record of an exchange of this id may still come. */
function mayCome(id: string, now: number): boolean {
  const made = idTime(id);
  return made > now - PENDING_MS && made < now + SLACK_MS;
}

function placeOf({ tenant, id }: Pick<Score, "tenant" | "id">): string {
  return `${tenant}\0${id}`;
}

function reused({ idempotencyKey }: Score): ScoreOutcome {
  const message = `is ${JSON.stringify(idempotencyKey)}, under which another score was accepted before: give this one a key of its own`;
  return refused("idempotency_key_reused", "idempotency_key", message);
}

function refused(
  code: keyof typeof REFUSALS,
  place: string,
  message: string,
): Extract<ScoreOutcome, { outcome: "refused" }> {
  return { outcome: "refused", code, place, message };
}
