import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { renderMarkdown } from "./markdown.ts";
import { code, fence, plain } from "./markdown-text.ts";
import { AFTER, BEFORE, hostileReport, sampleReport } from "./report-suite.ts";

const html = (text: string): string => Bun.markdown.html(text);
/** The text that a page shows. */
const shown = (page: string): string => {
  let text = "";
  new HTMLRewriter().onDocument({ text: (chunk) => void (text += chunk.text) }).transform(page);
  return text
    .replace(/&#(\d+);/g, (_, digits: string) => String.fromCodePoint(Number(digits)))
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");
};

describe("a text in Markdown", () => {
  test("shows what it says, and is no markup", () => {
    for (const text of [
      "a | b",
      "*a* _b_ **c**",
      "`x`",
      "<b>",
      "[a](http://x.example)",
      "&amp;",
      "![i](j)",
      "www.x.example",
      "# a",
    ])
      expect([text, shown(html(`x ${plain(text)}`)).trim()]).toEqual([text, `x ${text}`]);
  });

  test("calls nobody", () => {
    expect(plain("@team")).toBe("@&#8288;team");
  });

  test("stands in a fence that is longer than any in it", () => {
    expect(html(fence("```\n</code>\n````", "diff"))).toContain("```\n&lt;/code&gt;\n````");
  });

  test("is code without a mark of it ending early", () => {
    expect(html(code("a`b|c"))).toContain("a`b|c</code>");
  });
});

describe("a report as a comment", () => {
  test("begins with the verdict and ends with how to waive", () => {
    const text = renderMarkdown(sampleReport(BEFORE, AFTER));
    expect(text).toStartWith("## Contract diff: fails\n\n**2 changes are as bad as `--fail-on breaking` says**");
    const { fingerprint } = sampleReport(BEFORE, AFTER).surfaces[0]!.findings[0]!;
    expect(text).toContain("put the lines that you answer for into `bellwether.waivers.yaml`");
    expect(text.trimEnd()).toEndWith("```");
    expect(text).toContain(`- { fingerprint: "${fingerprint}", rule: REASONING_EFFORT_LOWERED, owner: NAME`);
  });

  test("shows what became of a prompt as a diff, and folds what is safe", () => {
    const text = renderMarkdown(sampleReport(BEFORE, AFTER));
    expect(text).toContain("```diff\n Be kind.\n-Answer in full sentences.\n+Answer in short sentences.\n```");
    expect(text).toMatch(/<details><summary>1 safe change<\/summary>\n\n\|[^]*PRICE_LOWERED[^]*<\/details>/);
  });

  test("says who waived what, and which waivers waive nothing", () => {
    const waived = [{ rule: "REASONING_EFFORT_LOWERED" }, { rule: "VERSION_NOT_BUMPED" }, { rule: "TOOL_REMOVED" }];
    const text = renderMarkdown(sampleReport(BEFORE, AFTER, { waived }));
    expect(text).toStartWith("## Contract diff: passes");
    expect(text).toContain("waived by ana until 2026-06-30: agreed with support");
    expect(text).toContain("### Unused waivers in `bellwether.waivers.yaml`");
  });

  test("fits into a comment, however long the prompts are", () => {
    const long = (word: string): string =>
      `system: [{ id: a, text: "${`${word} `.repeat(50_000)}" }, { id: b, text: "${`${word}\\n`.repeat(30_000)}" }]\n`;
    expect(renderMarkdown(sampleReport(long("a"), long("b"))).length).toBeLessThan(65_536);
  });

  test("fits into a comment, however many changes there are", () => {
    const tools = (words: string): string =>
      `tools: [${Array.from({ length: 400 }, (_, index) => `{ name: tool-${index}, description: "${words.repeat(40)}" }`).join(", ")}]\n`;
    const text = renderMarkdown(sampleReport(tools("one "), tools("two "), { failOn: "risky" }));
    expect(text.length).toBeLessThan(65_536);
    expect(text).toMatch(/^\d+ more: `--format text` shows all\.$/m);
    expect(text).toMatch(/^# and \d+ more: --format text shows all$/m);
  });

  test("fits into a comment, however many surfaces changed", () => {
    const one = sampleReport(BEFORE, AFTER);
    const surfaces = Array.from({ length: 1_000 }, () => one.surfaces).flat();
    const text = renderMarkdown({ ...one, surfaces, many: true });
    expect(text.length).toBeLessThan(65_536);
    expect(text).toMatch(/^\d+ more surfaces changed: `--format text` shows all\.$/m);
  });

  test("has rows of four cells, and as many as findings, whatever the texts", () => {
    fc.assert(
      fc.property(hostileReport, (report) => {
        const page = html(renderMarkdown(report));
        const rows = Array.from(page.matchAll(/<tr>[^]*?<\/tr>/g), ([row]) => row.match(/<t[dh][ >]/g)?.length);
        expect(rows.filter((cells) => cells !== 4)).toEqual([]);
        const findings = report.surfaces.flatMap((surface) => surface.findings).length;
        const tables = page.match(/<thead>/g)?.length ?? 0;
        expect(rows).toHaveLength(findings + tables);
      }),
    );
  });

  test("has no markup but its own, whatever the texts", () => {
    fc.assert(
      fc.property(hostileReport, (report) => {
        const page = html(renderMarkdown(report));
        const tags = new Set(Array.from(page.matchAll(/<\/?([a-z0-9!-]+)/gi), ([, name]) => name));
        const own = "h2 h3 p strong em sub code pre br table thead tbody tr th td details summary ul li".split(" ");
        expect([...tags].filter((tag) => !own.includes(tag ?? ""))).toEqual([]);
      }),
    );
  });
});
