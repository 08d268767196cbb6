import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { SaxesParser } from "saxes";
import { noticeOf } from "../../fixtures/notices.ts";
import type { Notice, NoticeEntry } from "../notice.ts";
import { noticesAtom } from "./atom.ts";
import { shownNotice } from "./json.ts";
import { noticesPage } from "./page.ts";

const made = (before: string, after: string, terms = {}, channel = "stable"): Notice => {
  const notice = noticeOf(before, after, terms, channel);
  if (notice === undefined) throw new Error("there is a notice");
  return notice;
};
const effort = (value: string, price = 5): string =>
  `model: { id: m }\nreasoning: { effort: ${value} }\neconomics: { input_per_mtok: ${price} }`;
const NOTICE = made(effort("high"), effort("low", 6), {
  why: "cost",
  margin: 0.01,
  opt: "out",
  note: "Half the price.",
});
const installation = "0123456789abcdef".repeat(4);

/** What a parser finds in a document: its elements in order, and all its text. */
function parsed(xml: string): { readonly elements: readonly string[]; readonly text: string } {
  const elements: string[] = [];
  let text = "";
  const parser = new SaxesParser({ xmlns: true });
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ local }) => elements.push(local));
  parser.on("text", (piece) => {
    text += piece;
  });
  parser.write(xml).close();
  return { elements, text };
}

/** The page as a reader of XML takes it: its few elements without an end are ended. */
const page = (notices: readonly Notice[]): string =>
  noticesPage({ notices, surfaces: ["helper"] })
    .replace("<!doctype html>", "")
    .replace(/<(meta|link)([^>]*)>/g, "<$1$2/>");
const feed = (notices: readonly Notice[], surface?: string): string =>
  noticesAtom({ notices, installation, began: 5, ...(surface === undefined ? {} : { surface }) });

describe("the page of notices", () => {
  test("says what changed, for whom, why, what it costs, what was measured, and what to do about it", () => {
    const { text } = parsed(page([NOTICE]));
    expect(text).toContain("helper: stable is 2.0.0 in the place of 1.0.0");
    expect(text).toContain("2026-03-04 05:06 UTC");
    expect(text).toContain("Half the price.");
    expect(text).toContain("For everybody.");
    expect(text).toContain("cost; a drop in quality of more than 1 % is ruled out");
    expect(text).toContain("not yet measured");
    expect(text).toContain("input_per_mtok: 5 → 6");
    expect(text).toContain(`bellwether tenant opt TENANT ${NOTICE.id} --out`);
    expect(text).toContain("until the end of 2026-06-02 (UTC)");
  });

  test("has no script, and nothing that comes from elsewhere", () => {
    const html = noticesPage({ notices: [NOTICE], surfaces: ["helper"], older: NOTICE.id });
    expect(html).not.toMatch(/<script|javascript:|\son\w+=|https?:\/\/|@import|url\(/i);
  });

  test("shows an effect with its interval as soon as there is one", () => {
    const effect = { signal: "resolved", estimate: -0.01, units: 900, source: "rollout r-1" };
    const { text } = parsed(page([{ ...NOTICE, measured: [{ ...effect, interval: [-0.02, 0.001] }] }]));
    expect(text).toContain("resolved: -0.01 (between -0.02 and +0.001, on 900 units; rollout r-1)");
  });
});

describe("the feed of notices", () => {
  test("is Atom with all that a feed and an entry must have", () => {
    const { elements } = parsed(feed([NOTICE]));
    const [head, entry] = [elements.slice(0, elements.indexOf("entry")), elements.slice(elements.indexOf("entry"))];
    for (const name of ["id", "title", "updated", "author", "link"]) expect(head).toContain(name);
    for (const name of ["id", "title", "updated", "link", "content"]) expect(entry).toContain(name);
  });

  test("keeps the ids of itself and of its entries, and gives no two the same", () => {
    const ids = (xml: string): string[] => [...xml.matchAll(/<id>(.*?)<\/id>/g)].map((match) => match[1] ?? "");
    const other = made(effort("high"), effort("medium"));
    const all = ids(feed([NOTICE, other]));
    expect(ids(feed([NOTICE])).concat(ids(feed([other]))[1] ?? "")).toEqual(all);
    expect(new Set([...all, ...ids(feed([], "helper")), ...ids(feed([], "other"))]).size).toBe(all.length + 2);
    for (const id of all)
      expect(id).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test("holds in its content the very markup of the page", () => {
    expect(parsed(feed([NOTICE])).text).toContain('<strong class="breaking">breaking</strong>');
  });

  test("is a feed too where there is nothing to tell", () => {
    expect(feed([])).toContain("<updated>1970-01-01T00:00:00.005Z</updated>");
  });
});

describe("no text of a notice", () => {
  const texts = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom(
      "</style><script>",
      "]]>",
      '"><img onerror=x>',
      "<!--",
      "&lt;",
      "\u0000",
      "\ud800",
      "\u202e",
      "'x'",
    ),
  );
  const entry = NOTICE.entries[0] as NoticeEntry;
  const notices = fc.record({ text: texts, other: texts, third: texts }).map(({ text, other, third }): Notice => ({
    ...NOTICE,
    surface: text,
    to: other,
    channel: third,
    terms: { ...NOTICE.terms, note: text },
    entries: [{ ...entry, message: other, matters: text, audiences: [third], rule: text, reason: other }],
    choice: { fields: [{ path: text, opt: "out" }], sunset: third },
    measured: [{ signal: text, estimate: 1, interval: [0, 2], units: 3, source: other }],
  }));
  const plain: Notice = {
    ...NOTICE,
    entries: [{ ...entry, audiences: ["a"], reason: "cost" }],
    measured: [{ signal: "s", estimate: 1, interval: [0, 2], units: 3, source: "x" }],
  };

  test("breaks out of the page", () => {
    const expected = parsed(page([plain])).elements;
    fc.assert(
      fc.property(notices, (notice) => {
        expect(parsed(page([notice])).elements).toEqual(expected);
      }),
    );
  });

  test("breaks out of the feed, or of the markup inside it", () => {
    const expected = parsed(feed([plain])).elements;
    const inside = (xml: string): readonly string[] => {
      const [, content = ""] = /<content type="html">([^]*?)<\/content>/.exec(xml) ?? [];
      return parsed(`<body>${parsed(`<c>${content}</c>`).text}</body>`).elements;
    };
    const body = inside(feed([plain]));
    fc.assert(
      fc.property(notices, (notice) => {
        const xml = feed([notice]);
        expect(parsed(xml).elements).toEqual(expected);
        expect(inside(xml)).toEqual(body);
      }),
    );
  });
});

describe("a notice as JSON", () => {
  test("is whole, as it is kept, with what follows from it", () => {
    const shown = JSON.parse(JSON.stringify(shownNotice(NOTICE, "https://changes.example.com"))) as unknown;
    expect(shown).toMatchObject({
      notice: JSON.parse(JSON.stringify(NOTICE)) as object,
      published: "2026-03-04T05:06:07.000Z",
      url: `https://changes.example.com/notices#${NOTICE.id}`,
      economics: { price: [{ name: "input_per_mtok", before: 5, after: 6 }], sla: [], saves: [] },
      measured: false,
    });
  });
});
