/** Words of fewer letters are not taken for a slip of another: too many are words themselves. */
const SHORTEST = 5;
/** From here on a letter may be missing, too many, or another one. */
const LONG = 7;

/**
 * Looks words up that are spelt wrong by one slip: two neighbours in the wrong order, or in a long
 * word one letter that is missing, another one, or in another place.
 *
 * @returns the word that is meant.
 */
export function slips(words: Iterable<string>): (word: string) => string | undefined {
  // Of what was meant the first letter is right, or is the second: few words are left to be looked at.
  const alike = new Map<string, string[]>();
  for (const word of words) {
    if (word.length < SHORTEST || !/^\p{Script=Latin}+$/u.test(word)) continue;
    const key = `${word[0]}${word.length}`;
    const others = alike.get(key);
    if (others === undefined) alike.set(key, [word]);
    else others.push(word);
  }
  const among = (first: string | undefined, length: number, isMeant: (word: string) => boolean): string | undefined =>
    first === undefined ? undefined : alike.get(`${first}${length}`)?.findLast(isMeant);
  return (word) => {
    const { length } = word;
    const isSwapped = (meant: string): boolean => areSwapped(meant, word);
    const swapped = among(word[0], length, isSwapped) ?? among(word[1], length, isSwapped);
    if (swapped !== undefined) return swapped;
    if (length < LONG - 1 || length > 24) return undefined;
    const lacking = among(word[0], length + 1, (meant) => lacksOne(word, meant));
    if (lacking !== undefined || length < LONG) return lacking;
    const other = among(word[0], length, (meant) => isOneOff(meant, word));
    return other ?? among(word[0], length, (meant) => isMoved(meant, word) || isMoved(word, meant));
  };
}

/** Whether two words of one length differ in two neighbours that have changed places. */
function areSwapped(a: string, b: string): boolean {
  const at = firstDifference(a, b);
  return a[at] === b[at + 1] && a[at + 1] === b[at] && a.slice(at + 2) === b.slice(at + 2);
}

/** Whether a word is another one without one of its letters. */
function lacksOne(word: string, whole: string): boolean {
  const at = firstDifference(word, whole);
  return word.slice(at) === whole.slice(at + 1);
}

/** Whether two words of one length differ in one letter. */
function isOneOff(a: string, b: string): boolean {
  const at = firstDifference(a, b);
  return a.slice(at + 1) === b.slice(at + 1);
}

/** Whether a letter of one word stands further behind in the other, and all else is the same. */
function isMoved(from: string, to: string): boolean {
  const start = firstDifference(from, to);
  const [rest, other] = [from.slice(start + 1), to.slice(start)];
  const at = firstDifference(rest, other);
  return rest.slice(at) === other.slice(at + 1);
}

function firstDifference(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return at;
}

/** Whether two words are the same but for a slip or two of the pen. */
export function isSlip(a: string, b: string): boolean {
  const shorter = Math.min(a.length, b.length);
  if (a === b) return true;
  if (shorter < 4 || !/^[\p{Script=Latin}]+$/u.test(a + b)) return false;
  return distance(a, b) <= (shorter >= 7 ? 2 : 1);
}

/** How many slips are between two words; a swap of neighbours is one. Large where it is plain that they are many. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2 || a.length > 40) return 99;
  let [older, old]: [readonly number[], readonly number[]] = [[], Array.from({ length: b.length + 1 }, (_, at) => at)];
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const cost = a[row - 1] === b[column - 1] ? 0 : 1;
      const best = Math.min((old[column] ?? 99) + 1, (current[column - 1] ?? 99) + 1, (old[column - 1] ?? 99) + cost);
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current.push(swapped ? Math.min(best, (older[column - 2] ?? 99) + 1) : best);
    }
    [older, old] = [old, current];
  }
  return old[b.length] ?? 99;
}
