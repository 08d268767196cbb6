/**
 * How many single-letter changes, insertions, removals and swaps of neighbours turn one word into
 * another (optimal string alignment distance).
 */
export function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      let cost = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (swapped) cost = Math.min(cost, (beforeLast[column - 2] ?? 0) + 1);
      current.push(cost);
    }
    beforeLast = last;
    last = current;
  }
  return last[to.length] ?? 0;
}

/** The known word that was probably meant, when one is near enough to the one written. */
export function nearest(written: string, known: readonly string[]): string | undefined {
  const word = written.toLowerCase();
  // A third of the letters may be wrong: more, and the suggestion is a guess.
  let best = Math.max(1, Math.floor(word.length / 3)) + 1;
  let found: string | undefined;
  for (const candidate of known) {
    const distance = editDistance(word, candidate.toLowerCase());
    // Of two that are equally near, a word of the same length is rather a slip of the fingers.
    const fits =
      distance === best && found !== undefined && candidate.length === word.length && found.length !== word.length;
    if (distance < best || fits) {
      best = distance;
      found = candidate;
    }
  }
  return found;
}
