import { commaBetween, gap, type Mark, type Marked, means } from "./marks.ts";

/** What a limit is of: what the assistant says, or something else. */
export type Subject = "answer" | "interim" | "else" | "none";

/** How far from a word what it speaks of may stand. */
const REACH = 9;

/** Whether a word is negated: what negates stands before it in its clause, in Japanese after it. */
export function isNegated(sentence: Marked, target: Mark): boolean {
  const needless = means(target, "long", "verbose");
  return sentence.marks.some(
    (one) =>
      (means(one, "not") || (needless && (means(one, "needless") || isNegative(sentence, one)))) &&
      negates(sentence, one, target),
  );
}

/** No more than you must: an upper bound that begins with its negation. */
function isNegative({ tokens }: Marked, one: Mark): boolean {
  const first = tokens[one.from]?.text ?? "";
  return means(one, "upper") && /^(?:no|not|never|nicht|nie|niemals|pas|jamais|ne|nunca|jamas|[不别勿])$/u.test(first);
}

function negates(sentence: Marked, negation: Mark, target: Mark): boolean {
  if (negation === target) return false;
  // "More than four lines are not for you": of an amount what negates may follow.
  if (
    means(target, "over") &&
    negation.from >= target.to &&
    gap(sentence, target, negation) <= REACH &&
    !commaBetween(sentence, target, negation)
  )
    return true;
  const [first, second] = sentence.negatesAfter ? [target, negation] : [negation, target];
  if (first.to > second.from || gap(sentence, first, second) > REACH) return false;
  const between = sentence.marks.filter(({ from, to }) => from >= first.to && to <= second.from);
  // "No slang, be brief": the comma ends what is negated; "no slang, jargon or long answers": it does not.
  const listed = means(target, "long", "verbose", "over");
  if (sentence.negatesAfter)
    return (
      !commaBetween(sentence, first, second) &&
      !between.some((one) => means(one, "if") || (!listed && means(one, "speak")))
    );
  if (!listed && commaBetween(sentence, first, second)) return false;
  return !between.some((one, index) => {
    const next = between[index + 1] ?? target;
    if (means(one, "be") && one.from > first.to && commaBetween(sentence, first, one)) return true;
    if (!means(one, "and")) return false;
    return !listed || means(next, "be", "speak", "idiom");
  });
}

/** Whether something is said to be unwelcome: long answers are to be avoided. */
export function isBanned(sentence: Marked, target: Mark): boolean {
  return sentence.marks.some(
    (one) =>
      means(one, "banned") &&
      one.from >= target.to &&
      gap(sentence, one, target) <= REACH &&
      !commaBetween(sentence, one, target),
  );
}

/** Whether a phrase nearby says the opposite: no need to, take all the space that you need. */
export function isFreed(sentence: Marked, target: Mark): boolean {
  const free = (one: Mark): boolean =>
    means(one, "free") || (means(one, "needless") && !means(target, "long", "verbose") && frees(sentence, one, target));
  return sentence.marks.some((one) => one !== target && free(one) && gap(sentence, one, target) <= 6);
}

/** No need to be brief, the reasons need not be given: what is needless follows the phrase, in Japanese precedes it. */
function frees(sentence: Marked, one: Mark, target: Mark): boolean {
  return sentence.negatesAfter ? one.from >= target.to : one.to <= target.from || gap(sentence, target, one) <= 1;
}

/** Whether it is what users send: customers may send up to ten photos. */
export function isSent(sentence: Marked, target: Mark): boolean {
  const sends = sentence.marks.find(
    (one) => means(one, "sends") && !means(one, "answer") && gap(sentence, one, target) <= 14,
  );
  return (
    sends !== undefined && sentence.marks.some((one) => means(one, "user") && one.to <= sends.from && one.from <= 3)
  );
}

const OF = /^(?:of|by|from|von|vom|der|des|de|du|del)$/;

/** Whether it is said of what users write: complaints of citizens may have so many characters. */
export function isOfUsers({ tokens, marks, negatesAfter }: Marked, target: Mark): boolean {
  if (marks.some((one) => means(one, "answer", "speak", "interim") && one.from > 1 && one.to <= target.from))
    return false;
  return marks.some((one) => {
    if (!means(one, "user") || means(one, "pronoun") || (one.from === 0 && !negatesAfter) || one.to > target.from)
      return false;
    if (target.from - one.to > 5) return false;
    const before = tokens.slice(Math.max(0, one.from - 2), one.from);
    return before.some(({ text }) => OF.test(text)) && one.from <= 5;
  });
}

/** Whether it is weighed against something: completeness matters more than brevity. */
export function isOutweighed(sentence: Marked, target: Mark): boolean {
  return (
    !sentence.negatesAfter &&
    sentence.marks.some((one) => means(one, "over") && one.to <= target.from && gap(sentence, one, target) <= 1.5)
  );
}

/** Whether it says that something is too short. */
export function isTooMuch(sentence: Marked, target: Mark): boolean {
  return sentence.marks.some((one) => {
    if (!means(one, "too") || one === target || gap(sentence, one, target) > 1) return false;
    return sentence.negatesAfter ? one.from >= target.to : one.to <= target.from;
  });
}

/** Whether it is what somebody else does: who writes only a few words. */
export function isOfOthers(sentence: Marked, target: Mark): boolean {
  return sentence.marks.some(
    (one) => means(one, "who") && !commaBetween(sentence, one, target) && gap(sentence, one, target) <= 6,
  );
}

/** Whether it stands in a condition: if an answer has more than ten lines, give it headings. */
export function isSupposed(sentence: Marked, target: Mark): boolean {
  return sentence.marks.some((one) => {
    if (!means(one, "if")) return false;
    const [first, second] = sentence.negatesAfter ? [target, one] : [one, target];
    return (
      first.to <= second.from &&
      gap(sentence, first, second) <= 12 &&
      !commaBetween(sentence, first, second) &&
      endsClause(sentence, second)
    );
  });
}

/** Whether a comma follows, and something after it. */
function endsClause({ tokens, negatesAfter }: Marked, { to }: Mark): boolean {
  return negatesAfter || tokens.slice(to, -2).some(({ text }) => /^[,，]$/.test(text));
}

/** Whether it is what users may wish for: if somebody asks for a short answer. */
export function isWish(sentence: Marked, target: Mark): boolean {
  const { marks, negatesAfter } = sentence;
  return marks.some((wish) => {
    if (!means(wish, "wishes") || wish === target) return false;
    const [near, far] = negatesAfter ? [target, wish] : [wish, target];
    if (near.to > far.from || gap(sentence, wish, target) > 8 || commaBetween(sentence, near, far)) return false;
    return marks.some((condition) => {
      if (!means(condition, "if")) return false;
      const [before, after] = negatesAfter ? [wish, condition] : [condition, wish];
      return before.to <= after.from && gap(sentence, before, after) <= 7 && !commaBetween(sentence, before, after);
    });
  });
}

/** Whether something that is no text of the assistant is only what it speaks of: answer the question in two sentences. */
function isSpokenOf(sentence: Marked, target: Mark, other: Mark): boolean {
  return sentence.marks.some(
    (one) =>
      means(one, "answer", "speak", "interim") &&
      (sentence.negatesAfter ? one.from >= other.to || one.from >= target.to : one.to <= other.from) &&
      gap(sentence, one, target) <= 14 &&
      !commaBetween(sentence, one, target) &&
      !sentence.marks.some(
        (first) => means(first, "other") && first.to <= one.from && !commaBetween(sentence, first, one),
      ),
  );
}

/** Whether Japanese names with は what it speaks of, in words that are not known: contracts must be short. */
export function hasTopic({ tokens, marks, negatesAfter }: Marked, target: Mark): boolean {
  if (!negatesAfter) return false;
  const at = tokens.findIndex(({ text }) => text === "は");
  if (at < 2 || at >= target.from || /^[でにとらへの]$/u.test(tokens[at - 1]?.text ?? "")) return false;
  return !marks.some((one) => one.from < at && one.to > 0 && !(one.to - one.from === 1 && means(one, "in")));
}

/** What is limited: the nearest that a limit could be of. */
export function subjectOf(
  sentence: Marked,
  target: Mark,
  reach: number,
): { subject: Subject; mark?: Mark; distance: number } {
  let nearest: { subject: Subject; mark?: Mark; distance: number } = { subject: "none", distance: reach };
  for (const one of sentence.marks) {
    if (one.from < target.to && one.to > target.from) continue;
    const subject = isLengthOfElse(sentence, one) ? "else" : subjectOfMark(sentence, one);
    if (subject === "none" || (subject === "else" && isBeside(sentence, target, one))) continue;
    // What an adjective stands beside is what it is said of, whatever verb stands as near.
    const beside = subject === "else" && isAttributeOf(sentence, target, one);
    const distance = beside ? -1 : gap(sentence, one, target) + (one.from >= target.to ? 0.5 : 0);
    if (distance < nearest.distance) nearest = { subject, mark: one, distance };
  }
  return nearest;
}

/** The password's length, the length of the password: of what stands right beside it, and not of an answer. */
function isLengthOfElse(sentence: Marked, one: Mark): boolean {
  if (!means(one, "length") || means(one, "answer", "speak")) return false;
  return sentence.marks.some(
    (other) =>
      means(other, "artefact", "other", "part") &&
      (other.to === one.from || (other.from >= one.to && gap(sentence, one, other) <= 2)) &&
      !commaBetween(sentence, one, other),
  );
}

/** Whether what is no text stands nearby without being limited itself. */
function isBeside(sentence: Marked, target: Mark, one: Mark): boolean {
  if (isAttributeOf(sentence, target, one)) return false;
  // "No signature, forty words at most": what there is to be none of is not what has so many.
  if (means(one, "part") && isLeftOut(sentence, one) && commaBetween(sentence, one, target)) return true;
  if (means(one, "artefact", "part"))
    return (one.from >= target.to || means(target, "idiom", "verbose")) && commaBetween(sentence, one, target);
  return isSpokenOf(sentence, target, one) || commaBetween(sentence, one, target);
}

/** Whether there is to be none of something: what negates stands right beside it. */
function isLeftOut(sentence: Marked, part: Mark): boolean {
  return sentence.marks.some(
    (one) =>
      means(one, "not") &&
      (sentence.negatesAfter ? one.from >= part.to : one.to <= part.from) &&
      gap(sentence, one, part) <= 1,
  );
}

/** Whether a word stands beside what it is said of: short trips. */
function isAttributeOf(sentence: Marked, target: Mark, noun: Mark): boolean {
  const last = sentence.tokens[target.to - 1]?.text ?? "";
  return (
    means(target, "short", "terse", "long") &&
    !/(?:ly|mente?|kurz|knapp|く|に)$/u.test(last) &&
    gap(sentence, target, noun) < 1 &&
    !commaBetween(sentence, target, noun)
  );
}

/** All of what it makes is its answer, whatever it is called: your whole review. */
const YOUR = /^(?:your|dein\p{L}*|euer|eure\p{L}*|ihr\p{L}*|tes|ton|ta|votre|vos|tus?|sus?)$/u;
const WHOLE =
  /^(?:whole|entire|full|complete|gesamt\p{L}*|ganz\p{L}*|komplett\p{L}*|enti(?:er|ere|ers|eres)|complet(?:e|s|es|o|a|os|as)?|enter[oa]s?)$/u;

function isWholeOf({ tokens }: Marked, { from, to }: Mark): boolean {
  const [before, first, behind] = [tokens[from - 2]?.text ?? "", tokens[from - 1]?.text ?? "", tokens[to]?.text ?? ""];
  return (YOUR.test(before) && WHOLE.test(first)) || (YOUR.test(first) && WHOLE.test(behind));
}

function subjectOfMark(sentence: Marked, mark: Mark): Subject {
  return means(mark, "artefact", "other") && isWholeOf(sentence, mark) ? "answer" : subjectIn(mark);
}

function subjectIn(mark: Mark): Subject {
  if (means(mark, "interim")) return "interim";
  if (means(mark, "artefact", "other", "part")) return "else";
  return means(mark, "answer", "speak", "length") ? "answer" : "none";
}

/** What a context speaks of when the sentence itself does not say: its heading, or the sentence before. */
export function subjectOfContext({ marks }: Marked): Subject {
  if (marks.some((one) => means(one, "interim"))) return "interim";
  if (marks.some((one) => means(one, "answer", "length"))) return "answer";
  return marks.some((one) => means(one, "artefact", "part")) ? "else" : "none";
}
