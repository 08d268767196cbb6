import { gap, type Mark, type Marked, means } from "./marks.ts";

/** Adjectives of texts that stand before their noun. */
const ATTRIBUTIVE = /^(?:knappe|praegnante)[mnrs]?$|^(?:concise|succinct|terse)$/;
/** Nouns of what is said, beside those that an answer is named by. */
const KNOWN =
  /^(?:english|prose|text|writing|speech|dialogue|turns?|lines|phrases|deutsch|saetze|prosa|professional|friendly|direct|clear)$/;

/** A short outage: an adjective of a noun that is not known, with no answer behind that. */
export function isOfStranger(sentence: Marked, mark: Mark): boolean {
  const { tokens, marks } = sentence;
  const written = tokens
    .slice(mark.from, mark.to)
    .map(({ text }) => text)
    .join("");
  const next = tokens[mark.to]?.text ?? "";
  const bare = means(mark, "short") && !means(mark, "terse");
  if (
    KNOWN.test(next) ||
    (!bare && !ATTRIBUTIVE.test(written)) ||
    marks.some(({ from, to }) => from <= mark.to && to > mark.to)
  )
    return false;
  const attributive = /[い的]$/u.test(written)
    ? /^[\p{Script=Han}\p{Script=Katakana}]/u.test(next)
    : /^(?:short|brief|kurze[mnrs]?|knappe[mnrs]?|praegnante[mnrs]?|concise|succinct|terse|courte?s?|br[eè]ves?)$/u.test(
        written,
      ) && /^\p{L}{4,}/u.test(next);
  return (
    attributive && !marks.some((one) => means(one, "answer") && one.from > mark.to && gap(sentence, mark, one) <= 2.5)
  );
}

/** Contracts are brief: what is not known is said to be so. */
export function isSaidOfStranger({ tokens, marks }: Marked, mark: Mark): boolean {
  const is = tokens[mark.from - 1]?.text ?? "";
  const noun = tokens[mark.from - 2]?.text ?? "";
  const known = marks.some(
    (one) => one.from <= mark.from - 2 && one.to > mark.from - 2 && !means(one, "other", "artefact", "part"),
  );
  return /^(?:is|are|ist|sind|est|sont|es|son)$/.test(is) && /^\p{L}{4,}$/u.test(noun) && !known;
}

/** Short flights: whether a word that is not known stands beside it. */
export function besideStranger({ tokens, marks }: Marked, mark: Mark): boolean {
  return [mark.from - 1, mark.to].some((at) => {
    const text = tokens[at]?.text;
    return text !== undefined && /^[\p{L}]{3,}/u.test(text) && !marks.some(({ from, to }) => from <= at && to > at);
  });
}
