const HAN_DIGITS = "〇一二三四五六七八九";
const HAN_TENS: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000 };

/** Whether a character can be part of a number in Chinese characters. */
export function isHanNumeral(character: string): boolean {
  if (character < "〇") return false;
  return HAN_DIGITS.includes(character) || character in HAN_TENS || character === "两" || character === "零";
}

/** The number that Chinese characters spell; of several digits in a row, as in two or three, the last. */
export function hanNumber(characters: string): number {
  let total = 0;
  let digit: number | undefined;
  for (const character of characters) {
    const tens = HAN_TENS[character];
    if (tens === undefined) digit = character === "两" ? 2 : Math.max(0, HAN_DIGITS.indexOf(character));
    else {
      total += (digit ?? 1) * tens;
      digit = undefined;
    }
  }
  return total + (digit ?? 0);
}

/** The number that digits spell, with either sign of thousands. */
export function digitNumber(text: string): number {
  const grouped = /^\d{1,3}(?:[.,\s]\d{3})+$/.test(text) ? text.replaceAll(/[.,\s]/g, "") : text.replace(",", ".");
  return Number(grouped);
}

/** The number that a compound word spells, as in German; undefined where it is none. */
export function compoundNumber(word: string, numbers: ReadonlyMap<string, number>): number | undefined {
  const [ones, tens, ...rest] = word.split("und");
  const [low, high] = [numbers.get(ones ?? ""), numbers.get(tens ?? "")];
  if (rest.length === 0 && low !== undefined && high !== undefined && low < 10 && high >= 20) return low + high;
  const hundred = word.indexOf("hundert");
  if (hundred === -1) return undefined;
  const [before, after] = [word.slice(0, hundred), word.slice(hundred + "hundert".length).replace(/^ste[nrs]?$/, "")];
  const factor = before === "" ? 1 : numbers.get(before);
  const added = after === "" ? 0 : (numbers.get(after) ?? compoundNumber(after, numbers));
  return factor === undefined || added === undefined ? undefined : factor * 100 + added;
}

/** Two number words that follow each other, as one; undefined where they are two. */
export function joinedNumber(first: number, second: number): number | undefined {
  if (first === 0.5 || first === 1) return first * second;
  if (second >= 10 && first < 10) return first * second;
  if (first >= 100 && second < 100) return first + second;
  return first >= 20 && first % 10 === 0 && second < 10 && second >= 1 ? first + second : undefined;
}
