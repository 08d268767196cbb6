import { languagesOf, mayLimit } from "./language.ts";
import type { LanguageOf } from "./reading.ts";
import { type Sentence, sentencesOf } from "./sentences.ts";
import { isSlip } from "./slips.ts";
import { type WeighedLimit, weighedLimitsOf } from "./weighed-limits.ts";

/** A limit that an edit of a prompt added or made tighter. */
export interface AddedLimit extends WeighedLimit {
  /** The sentence that sets it, as it stands in the newer prompt. */
  readonly sentence: string;
  /** The sentence that it takes the place of, where that set a wider one. */
  readonly instead?: string;
}

interface SetLimit extends WeighedLimit {
  readonly sentence: Sentence;
}

/** A limit counts as tighter from here on: units are compared roughly. */
const TIGHTER = 0.85;

/** The limits of the length of answers that the newer of two prompts has and the older has not, or has wider. */
export function addedLimits(before: string, after: string): readonly AddedLimit[] {
  if (before === after) return [];
  const [earlier, later] = [sentencesOf(before), sentencesOf(after)];
  const added = sentencesBeyond(later, earlier);
  const removed = sentencesBeyond(earlier, later);
  const unexcepted = withoutException(removed, later);
  if (added.length === 0 && unexcepted.length === 0) return [];
  const set = limitsIn([...added, ...unexcepted], after);
  if (set.length === 0) return [];
  const lost = limitsIn(removed, before);
  const limiting = new Set(lost.map(({ sentence }) => sentence));
  const silent = removed.filter((one) => !limiting.has(one));
  const respelt = (one: SetLimit): boolean => silent.some((other) => isRespelt(other, one.sentence));
  // What is only likely takes the place of whatever was a limit, and nothing that is known takes the place of it.
  const fresh = set.filter((one) => !respelt(one));
  const [known, likely] = [fresh.filter((one) => one.known), fresh.filter((one) => !one.known)];
  return [
    ...tightened(
      known,
      lost.filter((one) => one.known),
    ),
    ...tightened(likely, lost),
  ];
}

// The sentences of a prompt are the same objects while they are looked at, for what came and for what went.
const weighed = new WeakMap<Sentence, readonly SetLimit[]>();

function limitsIn(sentences: readonly Sentence[], prompt: string): readonly SetLimit[] {
  let language: LanguageOf | undefined;
  return sentences.filter(mayLimit).flatMap((sentence) => {
    let limits = weighed.get(sentence);
    if (limits === undefined) {
      language ??= languagesOf(prompt);
      limits = weighedLimitsOf(sentence, language).map((limit) => ({ ...limit, sentence }));
      weighed.set(sentence, limits);
    }
    return limits;
  });
}

/** What lets a limit not hold everywhere, or lets an answer be longer now and then. */
const EXCEPTION =
  /\b(?:unless|except|but (?:only )?(?:if|when)|es sei denn|au(?:ß|ss)er|sofern nicht|sauf|(?:à|a) moins|except(?:é|ion)|hormis|salvo|excepto|a menos que|a no ser|alarg)|(?<!\b(?:no|not|never|nicht|nie|pas|jamais|ne|nunca) )\b(?:longer|l(?:ä|ae)nger|ausf(?:ü|ue)hrlicher|plus long\p{L}*|m(?:á|a)s larg\p{L}*)(?! (?:than|als|que)\b)|除非|例外|(?:可以|可)(?:展开|更长|多说|写长)|ただし|(?:を|は)除(?:き|いて|く)|ない限り|長くなっても/iu;
/** The same as a sentence of its own, behind the limit. */
const EXCEPTED =
  /^(?:except|unless|exceptions?|only (?:if|when)|au(?:ß|ss)er|ausnahmen?|nur wenn|sauf|exceptions?|seulement si|salvo|excepci(?:ó|o)n|excepto|solo si|除非|例外|但|ただし|但し)/iu;

/** More, of what else is limited: behind a limit it lets an answer be longer. */
const MORE =
  /\b(?:more|longer|further|up to|in full|detail\p{L}*|mehr(?:ere\p{L}*)?|l(?:ä|ae)nger\p{L}*|ausf(?:ü|ue)hrlich\p{L}*|bis zu|davantage|plus|jusqu|d(?:é|e)taill\p{L}*|longue?s?|m(?:á|a)s|hasta|larg\p{L}*|extens\p{L}*|detall\p{L}*)\b|放宽|除外|不受|不限|更多|更长|展开|详细|多说|長く|長め|詳しく|まで(?:可|よい|良い|構)|限りでは|除/iu;
/** Whether a limit that stays lost the end of its sentence, which let it be more. */
function isCurtailed(before: SetLimit, after: SetLimit): boolean {
  const [was, is] = [before.sentence.key, after.sentence.key];
  return was.length > is.length && was.startsWith(is) && MORE.test(was.slice(is.length));
}

/** The sentences that stand as they did, and whose exception behind them is gone: they hold everywhere now. */
function withoutException(removed: readonly Sentence[], later: readonly Sentence[]): readonly Sentence[] {
  return removed.flatMap(({ reading, previous }) => {
    const excepts = EXCEPTED.test(reading.trim()) && EXCEPTION.test(reading);
    // Behind a semicolon it is the end of the limit's own sentence; a sentence of its own may speak of anything.
    if (!excepts && !(/[;；]$/u.test(previous.trim()) && MORE.test(reading))) return [];
    const limit = later.find((one) => ended(one.reading) === ended(previous));
    return limit === undefined ? [] : [limit];
  });
}

/** A sentence whatever ends it: what follows a semicolon may go, and the sentence ends there. */
function ended(reading: string): string {
  return reading.trim().replace(/[.;。；]$/u, "");
}

/** Whether a limit that stays lost what it did not hold for. */
function isUnexcepted(before: SetLimit, after: SetLimit): boolean {
  return (
    (EXCEPTION.test(before.sentence.reading) && !EXCEPTION.test(after.sentence.reading)) || isCurtailed(before, after)
  );
}

/** The sentences of one list that the other has not, each as often as it is there more. */
export function sentencesBeyond(sentences: readonly Sentence[], others: readonly Sentence[]): readonly Sentence[] {
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
  const fresh = set.filter(
    (limit) => !take((one) => one.scope === limit.scope && one.words === limit.words && !isUnexcepted(one, limit)),
  );
  return fresh
    .filter((limit) => {
      const { scope, words } = limit;
      if (lost.some((one) => one.scope === scope && one.words === words && isUnexcepted(one, limit))) return true;
      if (words === undefined) return !lost.some((one) => one.scope === scope);
      if (lost.some((one) => one.scope === scope && one.words === words)) return false;
      return !take((one) => one.scope === scope && one.words !== undefined && one.words * TIGHTER <= words);
    })
    .map(({ sentence, ...limit }): AddedLimit => {
      const instead = lost.find((one) => one.scope === limit.scope)?.sentence.text;
      return { ...limit, sentence: sentence.text, ...(instead === undefined ? {} : { instead }) };
    });
}
