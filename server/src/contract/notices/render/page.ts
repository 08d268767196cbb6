import { type Markup, markup } from "../../../core/markup.ts";
import type { Notice } from "../notice.ts";
import { noticeBody } from "./body.ts";
import { htmlDocument } from "./html-document.ts";
import { titleOf } from "./words.ts";

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
  return htmlDocument(
    title,
    markup`<h1>${title}</h1>
<p>What changed in the behaviour that is promised here, for whom, why, and what can be done about it. As a <a href="/notices.atom${of}">feed</a> and as <a href="/notices.json${of}">JSON</a>.</p>
<nav>${links}</nav>
${notices.length === 0 ? markup`<p>Nothing has changed so far${surface === undefined ? "" : ` in ${surface}`}.</p>` : notices.map(article)}
${more}`,
    head,
  );
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
