/** Text that is markup already: nothing in it is escaped again. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in markup: a text is escaped, markup is not, of a list each. */
export type Part = Markup | string | number | readonly Part[];

/**
 * Markup of a template, for HTML and XML alike: whatever is put into it that is not markup itself
 * is text, in an element or in a quoted attribute, and cannot become anything else.
 */
export function markup(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(strings.reduce((text, string, index) => `${text}${written(parts[index - 1] ?? "")}${string}`));
}

function written(part: Part): string {
  if (part instanceof Markup) return part.text;
  if (typeof part === "object") return part.map(written).join("");
  return escaped(String(part));
}

// What XML forbids, control characters, and marks that turn the direction of writing: a name must
// not be able to look like another one.
const FORBIDDEN =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b\u000c\u000d\u000e-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g;

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** A text as it stands in HTML or XML. */
export function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(FORBIDDEN, "\ufffd")
    .replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}
