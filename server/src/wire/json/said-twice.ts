import { parseSpan, skipString, type Span } from "./scan.ts";

const [QUOTE, COMMA, OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [0x22, 0x2c, 0x7b, 0x7d, 0x5b, 0x5d];

/**
 * A key that stands twice in one object at a span or anywhere inside it; undefined where none does.
 * One walk, however deep it is nested.
 *
 * @param span of a value that is JSON.
 */
export function keySaidTwice(bytes: Uint8Array, span: Span): string | undefined {
  /** Keys of the objects that are open; nothing for a list. */
  const open: (Set<string> | undefined)[] = [];
  let keyComes = false;
  for (let at = span.start; at < span.end; at++) {
    switch (bytes[at]) {
      case OPEN_BRACE:
        open.push(new Set());
        keyComes = true;
        break;
      case OPEN_BRACKET:
        open.push(undefined);
        break;
      case CLOSE_BRACE:
      case CLOSE_BRACKET:
        open.pop();
        keyComes = false;
        break;
      case COMMA:
        keyComes = open.at(-1) !== undefined;
        break;
      case QUOTE: {
        const end = skipString(bytes, at);
        if (keyComes) {
          const key = parseSpan(bytes, { start: at, end }) as string;
          const keys = open.at(-1);
          if (keys?.has(key) === true) return key;
          keys?.add(key);
          keyComes = false;
        }
        at = end - 1;
        break;
      }
      case undefined:
      default:
        // Blanks, colons and the insides of literals.
        break;
    }
  }
  return undefined;
}
