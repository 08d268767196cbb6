import { type Markup, markup } from "../../../core/markup.ts";
import { economicEffect } from "../economics.ts";
import type { Notice, NoticeEntry } from "../notice.ts";
import { choiceSentences, measuredOf, percent, reachOf, stepSentence, whomOf, whyOf } from "./words.ts";

/** What a notice says under its title, as HTML. */
export function noticeBody(notice: Notice): Markup {
  const { terms, entries } = notice;
  const { price, sla, saves } = economicEffect(notice);
  const facts: readonly (readonly [name: string, sentences: readonly string[]])[] = [
    ["Why", [whyOf(notice)]],
    ["Measured effect", measuredOf(notice)],
    ["Price", price.map(stepSentence)],
    ["Saves", saves.map(({ delegation, share }) => `${delegation}: ${percent(share)} of the price`)],
    ["Promises", sla.map(stepSentence)],
    ["Reach", [reachOf(notice)]],
    ["Choice", choiceSentences(notice)],
  ];
  const told = facts.filter(([, sentences]) => sentences.length > 0);
  return markup`${terms.note === undefined ? "" : markup`<p class="note">${terms.note}</p>`}
<ul>${entries.map(entryItem)}</ul>
<dl>${told.map(([name, sentences]) => markup`<dt>${name}</dt>${sentences.map((one) => markup`<dd>${one}</dd>`)}`)}</dl>`;
}

function entryItem(entry: NoticeEntry): Markup {
  const { severity, message, rule, matters, reason } = entry;
  const because = reason === undefined ? "" : markup` For ${reason}.`;
  return markup`
<li><strong class="${severity}">${severity}</strong> ${message}.${because} <span class="whom">For ${whomOf(entry)}.</span>
<small>${matters} (<code>${rule}</code>)</small></li>`;
}
