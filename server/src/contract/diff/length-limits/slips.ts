/** Words of fewer letters are not taken for a slip of another: too many are words themselves. */
const SHORTEST = 5;
/** From here on a letter may be missing, too many, or another one. */
const LONG = 7;

/**
 * Looks words up that are spelt wrong by one slip: two neighbours in the wrong order, or in a long
 * word one letter.
 *
 * @returns the word that is meant.
 */
export function slips(words: readonly string[]): (word: string) => string | undefined {
  const swapped = new Map<string, string>();
  const shortened = new Map<string, string>();
  for (const word of words) {
    if (word.length < SHORTEST || !/^\p{Script=Latin}+$/u.test(word)) continue;
    for (let index = 0; index + 1 < word.length; index++) swapped.set(swap(word, index), word);
    if (word.length >= LONG) for (const one of without(word)) shortened.set(one, word);
  }
  return (word) => {
    const direct = swapped.get(word);
    if (direct !== undefined) return direct;
    if (word.length < LONG - 1 || word.length > 24) return undefined;
    for (const one of [word, ...without(word)]) {
      const meant = shortened.get(one);
      if (meant !== undefined && meant[0] === word[0] && Math.abs(meant.length - word.length) <= 1) return meant;
    }
    return undefined;
  };
}

function swap(word: string, index: number): string {
  return word.slice(0, index) + (word[index + 1] ?? "") + (word[index] ?? "") + word.slice(index + 2);
}

function without(word: string): readonly string[] {
  return Array.from(word, (_, index) => word.slice(0, index) + word.slice(index + 1));
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
