import { brevityIn } from "./brevity.ts";
import { commaBetween, gap, type Mark, type Marked, means } from "./marks.ts";
import type { Quantity } from "./quantities.ts";
import type { Reading } from "./reading.ts";
import {
  hasTopic,
  isOfOthers,
  isOfUsers,
  isSent,
  isSupposed,
  isWish,
  type Subject,
  subjectOf,
  subjectOfContext,
} from "./scope.ts";
import type { Sentence } from "./sentences.ts";
import { UNITS } from "./vocabulary.ts";

/** A limit of the length of what an assistant says. */
export interface Limit {
  /** What is said while it works, or all that it says. */
  readonly scope: "interim" | "answer";
  /** Roughly how many words there may be; undefined where it is only to be brief. */
  readonly words: number | undefined;
  /** The words that say so. */
  readonly clause: string;
}

/** In these books and songs are measured too: what has so many of them must be named. */
const LARGE: ReadonlySet<string> = new Set(["page", "minute", "second"]);

function isLarge(sentence: Marked, { unit, value, mark, words }: Quantity): boolean {
  if (unit === "page" && value < 1 && sentence.tokens.length <= 2 * SHORT) return false;
  if (LARGE.has(unit) || (unit === "line" && value > 25)) return true;
  // Lines of a dialogue of at most so many words: how long each part is.
  return sentence.marks.some(
    (one) =>
      one.unit !== undefined &&
      one.unit !== "screen" &&
      one.unit !== "post" &&
      one.to <= mark.from &&
      UNITS[one.unit] > UNITS[unit] &&
      words < 400 &&
      gap(sentence, one, mark) <= 5 &&
      !commaBetween(sentence, one, mark),
  );
}

/** A sentence of so few words that names an amount has it for its point. */
const SHORT = 8;

/** A heading of more words is a sentence, and need not be what its list is of. */
const TITLE = 4;

/** How far from an amount what it is of may stand. */
const REACH = 24;

/** The limits that a sentence sets by its grammar. */
export function limitsOf(sentence: Sentence, { marked, quantities, above, before }: Reading): readonly Limit[] {
  const brevity = brevityIn(marked);
  if (quantities.length === 0 && brevity === undefined) return [];
  const asked = brevity === undefined ? [] : [brevity];
  if ([...quantities, ...asked].some((one) => isWish(marked, one.mark))) return [];
  const found: { scope: Limit["scope"]; words: number | undefined; mark: Mark }[] = [];
  for (const quantity of quantities) {
    const subject = limitedBy(marked, quantity, above, before);
    if (subject !== undefined) found.push({ scope: subject, words: quantity.words, mark: quantity.mark });
  }
  const elsewhere = above !== undefined && above.tokens.length <= TITLE && subjectOfContext(above) === "else";
  if (!elsewhere) for (const one of asked) found.push({ scope: one.subject, words: undefined, mark: one.mark });
  return found.map(({ scope, words, mark }) => ({ scope, words, clause: clauseOf(sentence, marked, mark) }));
}

/** What an amount limits, where it limits what the assistant says. */
function limitedBy(
  sentence: Marked,
  quantity: Quantity,
  above: Marked | undefined,
  before: Marked | undefined,
): Limit["scope"] | undefined {
  if (
    quantity.bound === "lower" ||
    isOfOthers(sentence, quantity.mark) ||
    isSent(sentence, quantity.mark) ||
    isOfUsers(sentence, quantity.mark)
  )
    return undefined;
  if (isSupposed(sentence, quantity.mark) && !sentence.marks.some((one) => means(one, "cut", "suffices")))
    return undefined;
  const timed = quantity.unit === "second" || quantity.unit === "minute";
  const own = subjectOf(sentence, quantity.mark, REACH);
  const speaks = sentence.marks.some((one) => means(one, "speak") && gap(sentence, one, quantity.mark) <= 6);
  const cut = sentence.marks.some((one) => means(one, "cut"));
  if (quantity.unit === "minute" && quantity.value > 2 && !speaks && own.subject === "none") return undefined;
  if (timed && !speaks && !cut && !sentence.marks.some((one) => means(one, "aloud"))) return undefined;
  if (timed && isDue(sentence, quantity)) return undefined;
  const subject = own.subject === "none" ? fromContext(sentence, above, before) : own.subject;
  if (subject === "else" && !(isBesides(own.mark, quantity) && isSaidIn(sentence, quantity))) return undefined;
  if (
    own.subject === "none" &&
    ((isOfEach(sentence) && !sentence.marks.some((one) => means(one, "suffices"))) || hasStranger(sentence, quantity))
  )
    return undefined;
  const scope = subject === "interim" ? "interim" : "answer";
  if (quantity.bound === "upper")
    return subject === "none" && !timed && isLarge(sentence, quantity) ? undefined : scope;
  if (quantity.words > 1000) return undefined;
  // "Half a minute of talk, and nobody listens."
  if (timed && cut && (speaks || sentence.marks.some((one) => means(one, "aloud")))) return scope;
  // "All of it can be read in thirty seconds."
  if (timed && subject !== "else" && !quantity.vague && leadsIn(sentence, quantity) && isRead(sentence, quantity))
    return scope;
  if (isAll(sentence, quantity)) return scope;
  if (subject === "none") return !quantity.vague && sentence.tokens.length <= SHORT ? scope : undefined;
  const stated = own.subject === "none" || means(own.mark, "answer", "interim") || hasLength(sentence, above);
  if (stated)
    return quantity.vague && own.subject !== "none" && !leadsIn(sentence, quantity) && own.distance > 4
      ? undefined
      : scope;
  return leadsIn(sentence, quantity) ? scope : undefined;
}

const WITHIN = /^(?:within|innerhalb|binnen|dans|sous|dentro|antes)$/;

/** Answer within two minutes: when it is due, unless it is spoken. */
function isDue(sentence: Marked, { mark }: Quantity): boolean {
  const { tokens, marks } = sentence;
  if (marks.some((one) => means(one, "aloud"))) return false;
  // Within twenty seconds of talking.
  if (marks.some((one) => means(one, "speak") && one.from >= mark.to && gap(sentence, mark, one) <= 1)) return false;
  const after = tokens.slice(mark.to, mark.to + 2).map(({ text }) => text);
  return (
    tokens.slice(Math.max(0, mark.from - 3), mark.from).some(({ text }) => WITHIN.test(text)) ||
    /^(?:以内|之内|内)/.test(after.join(""))
  );
}

/** Whether it is how long it takes to be read or heard. */
function isRead(sentence: Marked, { mark }: Quantity): boolean {
  return sentence.marks.some(
    (one) =>
      means(one, "aloud") && one.to <= mark.from && gap(sentence, one, mark) <= 4 && !commaBetween(sentence, one, mark),
  );
}

function hasLength(sentence: Marked, above: Marked | undefined): boolean {
  return [...sentence.marks, ...(above?.marks ?? [])].some((one) => means(one, "length"));
}

/** What the answer speaks of, or what is done after it. */
function isBesides(mark: Mark | undefined, quantity: Quantity): boolean {
  return means(mark, "artefact")
    ? false
    : means(mark, "other") || (means(mark, "part") && (mark?.from ?? 0) >= quantity.mark.to);
}

/** Say in one sentence what you changed: the number leads in how it is said, whatever stands nearer. */
function isSaidIn(sentence: Marked, quantity: Quantity): boolean {
  const near = (one: Mark): boolean =>
    gap(sentence, one, quantity.mark) <= 6 && !commaBetween(sentence, one, quantity.mark);
  return leadsIn(sentence, quantity) && sentence.marks.some((one) => means(one, "speak") && near(one));
}

/** Each of something that this vocabulary does not know. */
function isOfEach({ tokens, marks }: Marked): boolean {
  return marks.some((one, index) => {
    const next = marks[index + 1];
    return (
      means(one, "each") &&
      !/^(?:per|par|por|pro|je|any|tou|todo|toda|cualquier)/u.test(tokens[one.from]?.text ?? "") &&
      tokens.length > one.to &&
      (next === undefined || next.from > one.to)
    );
  });
}

/** Profiles have at most so many words: the subject is a word that is not known, so no answer. */
function hasStranger(sentence: Marked, { mark }: Quantity): boolean {
  const { tokens, marks } = sentence;
  if (hasTopic(sentence, mark)) return true;
  const at = tokens.findIndex(({ text }) => !ARTICLE.test(text));
  if (
    at === -1 ||
    at >= mark.from ||
    (tokens[at]?.text.length ?? 0) < 4 ||
    marks.some(({ from, to }) => from <= at && to > at)
  )
    return false;
  // "Profiles of more than 300 characters are rejected."
  const longer = marks.some((one) => means(one, "over") && one.from > at && one.from <= at + 2 && one.from < mark.from);
  return longer || tokens.slice(at + 1, Math.min(mark.from, at + 5)).some(({ text }) => HAS.test(text));
}

const ARTICLE =
  /^(?:everything|anything|whatever|nothing|all|alles|tout|todo|the|an?|der|die|das|eine?|les?|la|une?|el|los|las|una?)$/;
const HAS =
  /^(?:ha[sd]|have|contains?|is|are|may|must|should|can|hat|haben|ist|sind|darf|duerfen|enthaelt|umfasst|duerfen|sollten?|soll|muss|muessen|doivent|devront|peuvent|depassent?|deben|pueden|superan?|ocupan?|compte|comptent|fait|font|contient|doit|peut|tienen?|contiene|puede|debe|es|son)$/;

/**
 * Whether a sentence, or a part of it between commas, says nothing but an amount; an article counts
 * for one only where an answer was spoken of.
 */
function isAll({ tokens, marks }: Marked, { mark, vague }: Quantity): boolean {
  if (vague) return tokens.length <= 3 || marks.some((one) => means(one, "answer", "speak") && one.to <= mark.from);
  const isEdge = (text: string): boolean => /^[,，:：;–—()（）]$/u.test(text);
  const start = tokens.findLastIndex(({ text }, index) => index < mark.from && isEdge(text)) + 1;
  const next = tokens.findIndex(({ text }, index) => index >= mark.to && isEdge(text));
  const part = tokens.slice(start, next === -1 ? tokens.length : next);
  const words = part.filter(({ text }) => /[\p{L}\p{N}]/u.test(text));
  const own = mark.to - mark.from;
  return words.length - own <= 2 && part.length - own <= 4;
}

/** In two sentences, with a few words: what says in how many. */
function leadsIn(sentence: Marked, { mark }: Quantity): boolean {
  return sentence.marks.some((one) => {
    if (!means(one, "in")) return false;
    const reach = sentence.negatesAfter ? one.from >= mark.to : one.to <= mark.from;
    return reach && gap(sentence, one, mark) <= 1;
  });
}

function fromContext(sentence: Marked, above: Marked | undefined, before: Marked | undefined): Subject {
  if (sentence.marks.some((one) => means(one, "length"))) return "answer";
  const heading = above === undefined || above.tokens.length > TITLE ? "none" : subjectOfContext(above);
  if (heading !== "none") return heading;
  if (before === undefined) return "none";
  // "Short aliases; two letters are enough": the semicolon keeps to what it was about.
  if (before.tokens.at(-1)?.text === ";" && subjectOfContext(before) === "else") return "else";
  const [first] = sentence.marks;
  const refers = means(first, "pronoun") || sentence.marks.some((one) => means(one, "pronoun") && one.from <= 3);
  const subject = subjectOfContext(before);
  return refers ? subject : "none";
}

/** As much of a clause as a message quotes. */
const QUOTED = 140;

/** The clause that a mark stands in; of a row of a table the row. */
export function clauseOf(sentence: Sentence, { tokens }: Marked, { from, to }: Mark): string {
  if (sentence.text.length <= QUOTED) return sentence.text;
  if (sentence.text.length !== sentence.reading.trim().length) return `${sentence.text.slice(0, QUOTED)}...`;
  const text = sentence.text;
  const offset = sentence.reading.length - sentence.reading.trimStart().length;
  const [start, end] = [(tokens[from]?.from ?? 0) - offset, (tokens[to - 1]?.to ?? 0) - offset];
  const opening = Math.max(0, text.slice(0, start).search(/[^,，;；:：]*$/u), start - QUOTED / 2);
  const closing = /[,，;；]/u.exec(text.slice(end));
  return text.slice(opening, Math.min(end + (closing?.index ?? text.length), start + QUOTED)).trim();
}
