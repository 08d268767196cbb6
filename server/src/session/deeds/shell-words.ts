/** One command of a line: its words, quotes taken off. */
export type ShellCommand = readonly string[];

const MOST_LENGTH = 4_000;

/**
 * The commands of a line of shell, as far as they can be told without a shell: parted at `;`, `&&`, `||`, `|` and
 * line ends, redirections left in as words. What is longer than a person would write is not looked at.
 */
export function shellCommands(line: string): readonly ShellCommand[] {
  if (line.length > MOST_LENGTH) return [];
  const commands: string[][] = [];
  let words: string[] = [];
  let word: string | undefined;
  let quote = "";
  const endWord = (): void => {
    if (word !== undefined) words.push(word);
    word = undefined;
  };
  const endCommand = (): void => {
    endWord();
    if (words.length > 0) commands.push(words);
    words = [];
  };
  for (let at = 0; at < line.length; at++) {
    const sign = line.charAt(at);
    if (quote !== "") {
      if (sign === quote) quote = "";
      else if (sign === "\\" && quote === '"') word = (word ?? "") + line.charAt(++at);
      else word = (word ?? "") + sign;
    } else if (sign === "'" || sign === '"') {
      quote = sign;
      word ??= "";
    } else if (sign === "\\") word = (word ?? "") + line.charAt(++at);
    else if (sign === ";" || sign === "|" || sign === "&" || sign === "\n") endCommand();
    else if (sign === " " || sign === "\t") endWord();
    else if (sign === ">" || sign === "<") {
      endWord();
      let arrow = sign;
      while (line.charAt(at + 1) === sign) {
        arrow += sign;
        at++;
      }
      words.push(arrow);
    } else word = (word ?? "") + sign;
  }
  endCommand();
  return commands;
}
