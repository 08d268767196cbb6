import type { LiveScore } from "../gateway/live-evaluation.ts";
import type { ScoreService } from "./scores.ts";

/** What became of scores that a gateway brought. */
export interface TakenScores {
  readonly taken: number;
  readonly refused: number;
  /** Of the first that was refused. */
  readonly why: string;
}

/** Takes scores that evaluators of gateways gave: each once, however often it is brought. */
export class LiveScoreService {
  readonly #scores: Pick<ScoreService, "take">;

  constructor(scores: Pick<ScoreService, "take">) {
    this.#scores = scores;
  }

  /** @throws {BellwetherError} `store_unreachable`: then the same may be brought again. */
  async take(brought: readonly LiveScore[]): Promise<TakenScores> {
    const byKey = Map.groupBy(brought, ({ tenant, key }) => `${tenant}\0${key}`);
    let [taken, refused, why] = [0, 0, ""];
    for (const scores of byKey.values()) {
      const [first] = scores;
      if (first === undefined) continue;
      const caller = { id: first.key, tenant: first.tenant, kind: "app" } as const;
      for (const outcome of await this.#scores.take(scores.map(saidOf), caller)) {
        if (outcome.outcome !== "refused") taken++;
        else if (refused++ === 0) why = `${outcome.place} ${outcome.message}`.trim();
      }
    }
    return { taken, refused, why };
  }
}

function saidOf({
  exchange,
  signal,
  value,
  evaluator,
  outputDigest,
  at,
}: LiveScore): Parameters<ScoreService["take"]>[0][number] {
  const { id, version, model, rubricDigest, promptDigest } = evaluator;
  return {
    content: { target: { kind: "exchange", id: exchange }, signal, value, boolean: false, evaluator, outputDigest, at },
    // Another instrument may judge the same exchange, and the same one judges it once.
    idempotencyKey: ["evaluator", exchange, signal, id, version, model, rubricDigest, promptDigest].join("/"),
  };
}
