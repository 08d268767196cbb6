import { randomOf } from "../../../server/src/quality/statistics/seeded-random.ts";

/** A session's number, how well it went, and the task that it shares with others. */
export interface Judged {
  readonly value: number;
  readonly good: boolean;
  readonly cluster: string;
}

/** How a number goes with how well sessions went. */
export interface Association {
  readonly sessions: number;
  /** That of a good and a bad session, drawn at random, the good one has the higher number; ties count half. 0.5 is none. */
  readonly auc: number;
  /** Of 95 %, by resampling tasks: sessions of one task are no sessions of their own. */
  readonly low: number;
  readonly high: number;
}

const RESAMPLES = 4_000;

/**
 * The association of a number with an outcome (the area under the ROC curve; Hanley and McNeil 1982), with a percentile
 * interval of a bootstrap over clusters (Field and Welsh 2007).
 *
 * @returns undefined where all went alike, or there are fewer than two clusters.
 */
export function association(judged: readonly Judged[], seed: number): Association | undefined {
  const auc = areaOf(judged);
  const clusters = [...Map.groupBy(judged, ({ cluster }) => cluster).values()];
  if (auc === undefined || clusters.length < 2) return undefined;
  const random = randomOf(seed);
  const drawn: number[] = [];
  for (let index = 0; index < RESAMPLES; index++) {
    const sample = clusters.flatMap(() => clusters[Math.floor(random() * clusters.length)] ?? []);
    const area = areaOf(sample);
    if (area !== undefined) drawn.push(area);
  }
  drawn.sort((a, b) => a - b);
  const at = (share: number): number => drawn[Math.min(drawn.length - 1, Math.floor(share * drawn.length))] ?? auc;
  return { sessions: judged.length, auc, low: at(0.025), high: at(0.975) };
}

/** By the sum of ranks, ties at their mean. */
function areaOf(judged: readonly Judged[]): number | undefined {
  const goods = judged.filter(({ good }) => good).length;
  const bads = judged.length - goods;
  if (goods === 0 || bads === 0) return undefined;
  const sorted = judged.toSorted((a, b) => a.value - b.value);
  let sum = 0;
  for (let from = 0; from < sorted.length;) {
    let to = from;
    while (to < sorted.length && sorted[to]?.value === sorted[from]?.value) to++;
    const rank = (from + 1 + to) / 2;
    for (let at = from; at < to; at++) if (sorted[at]?.good === true) sum += rank;
    from = to;
  }
  return (sum - (goods * (goods + 1)) / 2) / (goods * bads);
}
