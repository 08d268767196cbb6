/** Choices that an expression may offer: each doubles what a matcher may have to try. */
const MOST_CHOICES = 8;

/**
 * Whether an expression is cheap on any text with a matcher that goes back and tries again: at most
 * one repetition, none of a group, few choices, and no reference to what was matched before.
 */
export function isCheapExpression(source: string): boolean {
  let repeats = 0;
  let choices = 0;
  let inClass = false;
  for (let at = 0; at < source.length; at++) {
    const char = source[at] ?? "";
    const next = source[at + 1] ?? "";
    if (char === "\\") {
      if (/[1-9k]/.test(next)) return false;
      at++;
    } else if (inClass) inClass = char !== "]";
    else if (char === "[") inClass = true;
    else if (char === ")" && /[*+{?]/.test(next)) return false;
    else if (char === "*" || char === "+" || char === "{") repeats++;
    else if (char === "|" || (char === "?" && !/[(*+}]/.test(source[at - 1] ?? ""))) choices++;
  }
  return repeats <= 1 && choices <= MOST_CHOICES;
}
