import { Recent } from "../../core/recent.ts";

/** Answers by which it is learnt how much a model reasons at an effort; what comes later changes nothing. */
const LEARNT = 500;
/** Models that are remembered. */
const MOST_MODELS = 256;
/** Bins of a histogram: none at all, and then powers of two up to a million tokens. */
const BINS = 22;

/** How much is reasoned at one effort: answers by bins of tokens. */
interface Norm {
  readonly effort: string;
  readonly bins: Uint16Array;
  count: number;
}

/** How usual so much reasoning is. */
export interface Usual {
  /** Share of answers at the same effort that reasoned about as much: within a factor of two. */
  readonly share: number;
  /** Of other efforts of the same model, the one at which so much is the most usual, and its share in the same bin. */
  readonly likelier: { readonly effort: string; readonly share: number } | undefined;
}

/** Learns how much each model reasons at each effort, from the first answers on, and then holds others against that. */
export class EffortNorms {
  readonly #byModel = new Recent<string, Map<string, Norm>>(MOST_MODELS);

  /**
   * Takes an answer in.
   *
   * @returns how usual it is; undefined while that is being learnt.
   */
  take(model: string, effort: string, tokens: number): Usual | undefined {
    const efforts = this.#byModel.get(model) ?? new Map<string, Norm>();
    this.#byModel.set(model, efforts);
    let norm = efforts.get(effort);
    // Efforts have few names; what clients make up beside them is nobody's norm.
    if (norm === undefined && efforts.size < MOST_EFFORTS)
      efforts.set(effort, (norm = { effort, bins: new Uint16Array(BINS), count: 0 }));
    if (norm === undefined) return undefined;
    const bin = binOf(tokens);
    if (norm.count >= LEARNT) return usual(norm, bin, [...efforts.values()]);
    norm.bins[bin] = (norm.bins[bin] ?? 0) + 1;
    norm.count++;
    return undefined;
  }
}

const MOST_EFFORTS = 16;

function usual(own: Norm, bin: number, all: readonly Norm[]): Usual {
  const others = all
    .filter((norm) => norm !== own && norm.count >= LEARNT)
    .map(({ effort, bins, count }) => ({ effort, share: (bins[bin] ?? 0) / count }))
    .toSorted((a, b) => b.share - a.share);
  return {
    share: (own.bins[bin] ?? 0) / own.count,
    likelier: others[0],
  };
}

function binOf(tokens: number): number {
  return tokens <= 0 ? 0 : Math.min(BINS - 1, 1 + Math.floor(Math.log2(tokens)));
}
