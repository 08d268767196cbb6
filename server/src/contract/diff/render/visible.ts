/** What a terminal obeys, what turns the direction of writing, what is not shown at all, half characters. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Without these, emoji fall apart and some scripts are written wrong. */
const JOINERS: ReadonlySet<string> = new Set(["\u200c", "\u200d"]);

const SHOWN: Readonly<Record<string, string>> = { "\t": "→   ", "\n": "⏎" };

/**
 * A text as one line in which everything can be seen and nothing is a command: an escape
 * character is `<U+001B>`, a tabulator an arrow, a line's end a hooked one.
 */
export function visible(text: string): string {
  return text.replace(HIDDEN, (found) => {
    if (JOINERS.has(found)) return found;
    return SHOWN[found] ?? `<U+${(found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}>`;
  });
}
