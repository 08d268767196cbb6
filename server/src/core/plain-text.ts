// What a terminal or a log would take for a command or a new line of its own: control characters
// of both sets, line and paragraph separators, and marks that turn the direction of writing.
// oxlint-disable-next-line no-control-regex
const COMMANDS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** A text as one line that a terminal shows and does not obey. */
export function plainLine(text: string, instead = "\ufffd"): string {
  return text.replace(COMMANDS, instead);
}

/** JSON text that a terminal shows and does not obey: the same value, such characters escaped. */
export function plainJson(json: string): string {
  return json.replace(COMMANDS, (found) =>
    found === "\n" || found === "\r" || found === "\t"
      ? found
      : `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
