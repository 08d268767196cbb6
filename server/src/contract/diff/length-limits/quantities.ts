import { commaBetween, gap, type Mark, type Marked, means } from "./marks.ts";
import { isBanned, isFreed, isNegated } from "./scope.ts";
import { type Unit, UNITS } from "./vocabulary.ts";

/** So many sentences, words, lines. */
export interface Quantity {
  readonly value: number;
  readonly unit: Unit;
  /** The same in words, roughly. */
  readonly words: number;
  /** From its number to its unit. */
  readonly mark: Mark;
  readonly bound: "upper" | "lower" | "none";
  /** Whether the number is a few, or stands for the article: as good as no number. */
  readonly vague: boolean;
}

/** How many a few are. */
const FEW = 3;
/** Nobody names more amounts in a sentence. */
const MOST = 12;

/** How far from an amount its bound may stand. */
const REACH = 9;

/** The amounts of text that a sentence names, each with what bounds it. */
export function quantitiesIn(sentence: Marked): readonly Quantity[] {
  const amounts = sentence.marks.flatMap((unit, index) => {
    const next = sentence.marks[index + 1];
    const counts = unit.value !== undefined && next?.unit !== undefined && gap(sentence, unit, next) <= 1;
    const number =
      unit.unit === undefined || counts ? undefined : (numberBefore(sentence, index) ?? numberAfter(sentence, index));
    if (number === undefined || unit.unit === undefined) return [];
    const few = number.value === undefined;
    const value = number.value ?? (unit.unit === "word" ? FEW * 3 : FEW);
    const mark: Mark = {
      meanings: new Set(),
      from: Math.min(unit.from, number.from),
      to: Math.max(unit.to, number.to),
    };
    return [
      { value, unit: unit.unit, words: value * UNITS[unit.unit], mark, vague: few || isArticle(sentence, number) },
    ];
  });
  return amounts.slice(0, MOST).map((amount) => ({
    ...amount,
    bound: boundOf(
      sentence,
      amount.mark,
      amounts.map(({ mark }) => mark),
    ),
  }));
}

function isArticle({ tokens }: Marked, { from, to }: Mark): boolean {
  return to - from === 1 && /^(?:an?|eine?[nmrs]?|une?|una)$/.test(tokens[from]?.text ?? "");
}

function isNumber(mark: Mark): boolean {
  return (mark.value !== undefined || means(mark, "few")) && mark.unit === undefined;
}

/** The number of a unit, before it: adjectives, and what says or less, may stand between. */
function numberBefore(sentence: Marked, index: number): Mark | undefined {
  const unit = sentence.marks[index];
  for (let at = index - 1; unit !== undefined && at >= index - 3; at--) {
    const mark = sentence.marks[at];
    if (mark === undefined || gap(sentence, mark, unit) > 2.5 || isParted(sentence, mark, unit)) return undefined;
    // A second page: of the two that it means, what it counts.
    if (isNumber(mark) || mark.value !== undefined) return mark;
    if (mark.unit !== undefined) return undefined;
  }
  return undefined;
}

/** Whether a comma parts a number from its unit; the bracket of a number in digits as well as in words does not. */
function isParted(sentence: Marked, number: Mark, unit: Mark): boolean {
  if (!commaBetween(sentence, number, unit)) return false;
  const between = sentence.tokens.slice(number.to, unit.from);
  return between.length !== 1 || !/^[)）]$/.test(between[0]?.text ?? "");
}

/** The number of a unit that names a key: words: 50, sentences at most 3. */
function numberAfter(sentence: Marked, index: number): Mark | undefined {
  const unit = sentence.marks[index];
  for (let at = index + 1; unit !== undefined && at <= index + 4; at++) {
    const mark = sentence.marks[at];
    if (mark === undefined || gap(sentence, unit, mark) > 6 || mark.unit !== undefined) return undefined;
    if (!isNumber(mark) || mark.value === undefined) continue;
    const following = sentence.marks[at + 1];
    if (following?.unit !== undefined && gap(sentence, mark, following) <= 2) return undefined;
    const next = sentence.tokens[mark.to]?.text;
    const between = sentence.marks.slice(index + 1, at);
    const key =
      gap(sentence, unit, mark) <= 1 ||
      /^[:：=]$/.test(sentence.tokens[mark.from - 1]?.text ?? "") ||
      between.some((one) => means(one, "upper", "over", "be", "length"));
    return key && (next === undefined || !/^[\p{L}\p{N}%€$]/u.test(next) || means(following, "upper", "each", "answer"))
      ? mark
      : undefined;
  }
  return undefined;
}

/** The nearest bound of an amount that is nearer to no other. */
function boundOf(sentence: Marked, amount: Mark, all: readonly Mark[]): Quantity["bound"] {
  let [bound, nearest]: [Quantity["bound"], number] = ["none", REACH];
  for (const mark of sentence.marks) {
    if (!means(mark, "upper", "lower", "over", "suffices", "ends")) continue;
    const inside = mark.from >= amount.from && mark.to <= amount.to;
    const distance = inside ? 0 : gap(sentence, mark, amount);
    if (distance >= nearest || (!inside && all.some((one) => one !== amount && gap(sentence, one, mark) < distance)))
      continue;
    const kind = kindOf(sentence, mark, amount);
    if (kind === "none") continue;
    [bound, nearest] = [kind, distance];
  }
  return bound === "upper" && isFreed(sentence, amount) ? "lower" : bound;
}

/** Whether more than that is cut off, or read by nobody. */
function isCut(sentence: Marked, mark: Mark): boolean {
  return sentence.marks.some((one) => means(one, "cut", "stop") && gap(sentence, one, mark) <= 14);
}

function kindOf(sentence: Marked, mark: Mark, amount: Mark): Quantity["bound"] {
  if (means(mark, "over") && !means(mark, "upper")) {
    if (isNegated(sentence, mark) || isBanned(sentence, mark) || isCut(sentence, mark)) return "upper";
    const precedes = sentence.negatesAfter ? mark.from >= amount.to : mark.to <= amount.from;
    return precedes && gap(sentence, mark, amount) <= 3 ? "lower" : "none";
  }
  if (means(mark, "upper", "suffices", "ends")) return "upper";
  return means(mark, "lower") ? "lower" : "none";
}
