import { languagesOf, mayLimit } from "./language.ts";
import { type Limit, limitsOf } from "./limits.ts";
import { type Sentence, sentencesOf } from "./sentences.ts";
import { isSlip } from "./slips.ts";

/** A limit that an edit of a prompt added or made tighter. */
export interface AddedLimit extends Limit {
  /** The sentence that sets it, as it stands in the newer prompt. */
  readonly sentence: string;
  /** The sentence that it takes the place of, where that set a wider one. */
  readonly instead?: string;
}

interface SetLimit extends Limit {
  readonly sentence: Sentence;
}

/** A limit counts as tighter from here on: units are compared roughly. */
const TIGHTER = 0.85;

/** The limits of the length of answers that the newer of two prompts has and the older has not, or has wider. */
export function addedLimits(before: string, after: string): readonly AddedLimit[] {
  if (before === after) return [];
  const [earlier, later] = [sentencesOf(before), sentencesOf(after)];
  const added = without(later, earlier);
  if (added.length === 0) return [];
  const removed = without(earlier, later);
  const set = limitsIn(added, after);
  if (set.length === 0) return [];
  const lost = limitsIn(removed, before);
  const limiting = new Set(lost.map(({ sentence }) => sentence));
  const silent = removed.filter((one) => !limiting.has(one));
  const respelt = (one: SetLimit): boolean => silent.some((other) => isRespelt(other, one.sentence));
  return tightened(
    set.filter((one) => !respelt(one)),
    lost,
  );
}

function limitsIn(sentences: readonly Sentence[], prompt: string): readonly SetLimit[] {
  const language = languagesOf(prompt);
  return sentences
    .filter(mayLimit)
    .flatMap((sentence) => limitsOf(sentence, language).map((limit) => ({ ...limit, sentence })));
}

/** The sentences of one list that the other has not, each as often as it is there more. */
function without(sentences: readonly Sentence[], others: readonly Sentence[]): readonly Sentence[] {
  const counts = new Map<string, number>();
  for (const { key } of others) counts.set(key, (counts.get(key) ?? 0) + 1);
  return sentences.filter(({ key }) => {
    const left = counts.get(key) ?? 0;
    counts.set(key, left - 1);
    return left <= 0;
  });
}

/** Whether two sentences are the same but for slips of the pen. */
function isRespelt(before: Sentence, after: Sentence): boolean {
  if (Math.abs(before.key.length - after.key.length) > 6) return false;
  if (before.key.slice(0, 2) !== after.key.slice(0, 2) && before.key.slice(-2) !== after.key.slice(-2)) return false;
  const [a, b] = [before.key.split(" "), after.key.split(" ")];
  return a.length === b.length && a.every((word, index) => isSlip(word, b[index] ?? ""));
}

/** The limits that none of those that were lost is as tight as; each of these stands for one. */
function tightened(set: readonly SetLimit[], lost: readonly SetLimit[]): readonly AddedLimit[] {
  const left = [...lost];
  const take = (matches: (one: SetLimit) => boolean): boolean => {
    const index = left.findIndex(matches);
    if (index !== -1) left.splice(index, 1);
    return index !== -1;
  };
  const fresh = set.filter((limit) => !take((one) => one.scope === limit.scope && one.words === limit.words));
  return fresh
    .filter(({ scope, words }) => {
      if (words === undefined) return !lost.some((one) => one.scope === scope);
      if (lost.some((one) => one.scope === scope && one.words === words)) return false;
      return !take((one) => one.scope === scope && one.words !== undefined && one.words * TIGHTER <= words);
    })
    .map(({ sentence, ...limit }): AddedLimit => {
      const instead = lost.find((one) => one.scope === limit.scope)?.sentence.text;
      return { ...limit, sentence: sentence.text, ...(instead === undefined ? {} : { instead }) };
    });
}
