/** As many words as are remembered: prompts repeat theirs, but need not. */
const REMEMBERED = 20_000;

/** What was found of a word, so that it is looked up once: prompts repeat their words. */
export function remembered<T>(find: (word: string) => T): (word: string) => T {
  const found = new Map<string, T>();
  return (word) => {
    const known = found.get(word);
    if (known !== undefined || found.has(word)) return known as T;
    if (found.size >= REMEMBERED) found.clear();
    const value = find(word);
    found.set(word, value);
    return value;
  };
}
