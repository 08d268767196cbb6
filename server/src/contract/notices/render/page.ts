import type { Notice } from "../notice.ts";
import { noticeBody } from "./body.ts";
import { type Markup, markup, Markup as Raw } from "./markup.ts";
import { titleOf } from "./words.ts";

/** The style of every page that is served without a script. */
export const PAGE_STYLE = `:root{color-scheme:light dark;--ink:#1b1c1e;--soft:#5d6166;--line:#d9dce0;--back:#fff;--bad:#b3261e;--warn:#8a5a00;--good:#1e6b35}
@media (prefers-color-scheme:dark){:root{--ink:#e8e9eb;--soft:#a2a7ad;--line:#3a3e43;--back:#16181a;--bad:#ff8a80;--warn:#f0b95a;--good:#7fd398}}
body{margin:0 auto;max-width:46rem;padding:2rem 1rem 4rem;font:1rem/1.55 system-ui,sans-serif;color:var(--ink);background:var(--back);overflow-wrap:anywhere}
h1{font-size:1.6rem;margin:0 0 .25rem}h2{font-size:1.15rem;margin:1.5rem 0 0}article h2{margin:0}h2 a{color:inherit;text-decoration:none}
nav a,nav strong{margin-right:.9rem}article{border-top:1px solid var(--line);padding:1.25rem 0}
time,small,.whom,dt{color:var(--soft)}small{display:block}.note{white-space:pre-line;border-left:3px solid var(--line);padding-left:.75rem}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem;margin:.75rem 0 0}dd{margin:0;grid-column:2}
ul{padding-left:1.1rem}li{margin:.5rem 0}.breaking{color:var(--bad)}.risky{color:var(--warn)}.safe{color:var(--good)}
table{border-collapse:collapse;width:100%;font-size:.9rem}th,td{text-align:left;padding:.3rem .6rem .3rem 0;border-bottom:1px solid var(--line);vertical-align:top}
code,pre{font-size:.85em}pre{overflow-x:auto;white-space:pre-wrap}`;

/** What the page shows. */
export interface NoticePage {
  /** Newest first. */
  readonly notices: readonly Notice[];
  /** Every surface that has notices. */
  readonly surfaces: readonly string[];
  /** The only surface that is shown. */
  readonly surface?: string;
  /** The last notice that is shown, where there are older ones. */
  readonly older?: string;
}

/** The public page of notices: no scripts, nothing from elsewhere. */
export function noticesPage({ notices, surfaces, surface, older }: NoticePage): string {
  const of = surface === undefined ? "" : `?surface=${encodeURIComponent(surface)}`;
  const title = surface === undefined ? "Notices of change" : `Notices of change: ${surface}`;
  const head = markup`<link rel="alternate" type="application/atom+xml" title="${title}" href="/notices.atom${of}">`;
  const links = [undefined, ...surfaces].map((one) => surfaceLink(one, surface));
  const more = older === undefined ? "" : olderLink(older, surface);
  return documentOf(
    title,
    markup`<h1>${title}</h1>
<p>What changed in the behaviour that is promised here, for whom, why, and what can be done about it. As a <a href="/notices.atom${of}">feed</a> and as <a href="/notices.json${of}">JSON</a>.</p>
<nav>${links}</nav>
${notices.length === 0 ? markup`<p>Nothing has changed so far${surface === undefined ? "" : ` in ${surface}`}.</p>` : notices.map(article)}
${more}`,
    head,
  );
}

/** A whole HTML document around a page's content. */
export function documentOf(title: string, content: Markup, head: Markup | string = ""): string {
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
${head}
<style>${new Raw(PAGE_STYLE)}</style>
</head>
<body>
${content}
</body>
</html>
`.text;
}

function article(notice: Notice): Markup {
  const { id, at, severity } = notice;
  const date = new Date(at).toISOString();
  return markup`<article id="${id}">
<h2><a href="#${id}">${titleOf(notice)}</a></h2>
<p><time datetime="${date}">${date.slice(0, 16).replace("T", " ")} UTC</time> · <strong class="${severity}">${severity}</strong> · <code>${id}</code></p>
${noticeBody(notice)}
</article>
`;
}

function surfaceLink(surface: string | undefined, shown: string | undefined): Markup {
  const name = surface ?? "all";
  if (surface === shown) return markup`<strong>${name}</strong>`;
  const query = surface === undefined ? "" : `?surface=${encodeURIComponent(surface)}`;
  return markup`<a href="/notices${query}">${name}</a>`;
}

function olderLink(older: string, surface: string | undefined): Markup {
  const query = new URLSearchParams({ ...(surface === undefined ? {} : { surface }), before: older });
  return markup`<p><a href="/notices?${query.toString()}">Older notices</a></p>`;
}
