const WORDS: Readonly<Record<string, unknown>> = { None: null, True: true, False: false };
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f", "0": "\0" };
const MOST_DEPTH = 200;

/**
 * A value as Python writes it (`[{'role': 'user', 'done': True}]`), which some tracers put where JSON should stand.
 *
 * @returns undefined for what is no such value.
 */
export function pythonLiteral(text: string): unknown {
  const reader = new Reader(text);
  const value = reader.value(0);
  return reader.ended ? value : undefined;
}

class Reader {
  readonly #text: string;
  #at = 0;
  #failed = false;

  constructor(text: string) {
    this.#text = text;
  }

  get ended(): boolean {
    this.#space();
    return !this.#failed && this.#at === this.#text.length;
  }

  value(depth: number): unknown {
    this.#space();
    const sign = this.#text.charAt(this.#at);
    if (depth > MOST_DEPTH) return this.#fail();
    if (sign === "'" || sign === '"') return this.#string(sign);
    if (sign === "[" || sign === "(") return this.#list(sign === "[" ? "]" : ")", depth);
    if (sign === "{") return this.#dictionary(depth);
    const [word] = /^[\w.+-]+/.exec(this.#text.slice(this.#at, this.#at + 64)) ?? [];
    if (word === undefined) return this.#fail();
    this.#at += word.length;
    if (word in WORDS) return WORDS[word];
    const number = Number(word);
    return Number.isNaN(number) ? this.#fail() : number;
  }

  #list(end: string, depth: number): unknown {
    const items: unknown[] = [];
    this.#at++;
    while (!this.#failed && !this.#takes(end)) {
      items.push(this.value(depth + 1));
      if (!this.#takes(",") && !this.#sees(end)) return this.#fail();
    }
    return items;
  }

  #dictionary(depth: number): unknown {
    const members: [string, unknown][] = [];
    this.#at++;
    while (!this.#failed && !this.#takes("}")) {
      const key = this.value(depth + 1);
      if (!this.#takes(":")) return this.#fail();
      members.push([String(key), this.value(depth + 1)]);
      if (!this.#takes(",") && !this.#sees("}")) return this.#fail();
    }
    return Object.fromEntries(members);
  }

  #string(quote: string): unknown {
    let said = "";
    for (this.#at++; this.#at < this.#text.length; this.#at++) {
      const sign = this.#text.charAt(this.#at);
      if (sign === quote) {
        this.#at++;
        return said;
      }
      if (sign !== "\\") {
        said += sign;
        continue;
      }
      const escaped = this.#text.charAt(++this.#at);
      const width = escaped === "x" ? 2 : escaped === "u" ? 4 : escaped === "U" ? 8 : 0;
      if (width === 0) said += ESCAPES[escaped] ?? escaped;
      else {
        const code = Number.parseInt(this.#text.slice(this.#at + 1, this.#at + 1 + width), 16);
        if (Number.isNaN(code) || code > 0x10ffff) return this.#fail();
        said += String.fromCodePoint(code);
        this.#at += width;
      }
    }
    return this.#fail();
  }

  #takes(sign: string): boolean {
    if (!this.#sees(sign)) return false;
    this.#at++;
    return true;
  }

  #sees(sign: string): boolean {
    this.#space();
    return this.#text.charAt(this.#at) === sign;
  }

  #space(): void {
    while (/\s/.test(this.#text.charAt(this.#at))) this.#at++;
  }

  #fail(): undefined {
    this.#failed = true;
    return undefined;
  }
}
