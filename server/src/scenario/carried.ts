import { parsedBytes } from "../wire/json/value.ts";

/** How a text is carried by a request. */
export interface Carried {
  readonly whole: boolean;
  /** The text of the request that begins most like it; undefined where none does. */
  readonly nearest?: string;
}

/** Whether a text stands in one of a JSON body's texts as it is. */
export function carried(body: Uint8Array, text: string): Carried {
  const texts = textsIn(parsedBytes(body));
  if (texts.some((one) => one.includes(text))) return { whole: true };
  const near = texts.flatMap((one) => startOf(one, text)).sort((a, b) => alike(b, text) - alike(a, text));
  return { whole: false, ...(near[0] === undefined ? {} : { nearest: near[0] }) };
}

/** Where two texts part, in words. */
export function differenceOf(expected: string, came: string): string {
  const at = alike(expected, came);
  const shown = (text: string): string => JSON.stringify(text.slice(Math.max(0, at - 12), at + 24).toWellFormed());
  return `at character ${at + 1}, ${shown(expected)} became ${shown(came)}`;
}

function alike(a: string, b: string): number {
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at++;
  return at;
}

/** Characters by whose first ones a changed text is found again. */
const LIKE = 8;

function startOf(text: string, wanted: string): readonly string[] {
  const at = text.indexOf(wanted.slice(0, LIKE));
  return at === -1 || wanted === "" ? [] : [text.slice(at, at + wanted.length)];
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
