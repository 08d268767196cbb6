import { htmlDocument } from "../contract/notices/render/html-document.ts";
import { type Markup, markup } from "../core/markup.ts";
import { measuredOf } from "../contract/notices/render/words.ts";
import type { Signed } from "./signer.ts";
import type { Reached, ReachedBy, ReachedDefault, WasItMeStatement } from "./was-it-me.ts";

/** The page of what reached somebody, with the signed statement that it shows. */
export function wasItMePage(signed: Signed<WasItMeStatement>): string {
  const { statement, signature } = signed;
  const { tenant, of, from, to, issued_at: issued, scope, reached, notices, defaults, truncated } = statement;
  const whose =
    of.user !== undefined
      ? `the user ${of.user} of ${tenant}`
      : of.session !== undefined
        ? `the conversation ${of.session} of ${tenant}`
        : `all conversations of ${tenant}`;
  const among = scope === "key" ? ", as far as they were held with the key that asks" : "";
  return htmlDocument(
    `Was it me? ${tenant}`,
    markup`<h1>Was it me?</h1>
<p>What reached ${whose}${among}, from ${day(from)} to ${day(to)} (UTC).${truncated ? " There is more than fits: ask for less time." : ""}</p>
<h2>Changes that reached them</h2>
${notices.length === 0 ? markup`<p>No change that there is a notice of reached them in this time.</p>` : markup`<ul>${notices.map(noticeItem)}</ul>`}
${defaults.length === 0 ? "" : markup`<h2>Defaults of their clients that changed</h2><ul>${defaults.map(defaultItem)}</ul>`}
<h2>How they were served</h2>
${reached.length === 0 ? markup`<p>Nothing of theirs is recorded in this time.</p>` : table(reached)}
<h2>Signature</h2>
<p>Signed at ${issued} with the key <code>${signature.kid}</code> of <a href="/.well-known/bellwether-keys.json">this Bellwether</a>: Ed25519 over the canonical form (RFC 8785) of <code>statement</code>.</p>
<details><summary>The signed statement</summary><pre>${JSON.stringify(signed, undefined, 1)}</pre></details>`,
  );
}

function noticeItem(notice: ReachedBy): Markup {
  const { title, at, why, changes, withheld } = notice;
  const held = withheld ? " It did not reach them: their tenant chose what was before." : "";
  return markup`
<li><a href="/notices#${notice.notice}">${title}</a> <time datetime="${at}">${day(at)}</time>${why === null ? "" : `, for ${why}`}.${held}
<ul>${changes.map(({ severity, message }) => markup`<li><strong class="${severity}">${severity}</strong> ${message}</li>`)}</ul>
<small>Measured effect: ${measuredOf(notice).join("; ")}</small></li>`;
}

function defaultItem({ client, from, to, changes }: ReachedDefault): Markup {
  return markup`
<li>${client} ${to}, after ${from}: ${changes.map(({ message }) => message).join("; ")}</li>`;
}

function table(reached: readonly Reached[]): Markup {
  return markup`<table><thead><tr><th>first seen</th><th>last seen</th><th>contract</th><th>client, build</th><th>sessions</th></tr></thead>
<tbody>${reached.map(
    (row) => markup`
<tr><td>${minute(row.first_seen)}${row.new ? markup` <strong>new</strong>` : ""}</td><td>${minute(row.last_seen)}</td><td>${row.surface}@${row.version}${row.choice === "" ? "" : markup`<br><small>${row.choice}</small>`}<small><code>${row.contract_digest.slice(0, 19)}</code></small></td><td>${[row.client, row.client_version, row.build].filter((text) => text !== "").join(" ")}</td><td>${row.sessions}</td></tr>`,
  )}</tbody></table>`;
}

function day(iso: string): string {
  return iso.slice(0, 10);
}

function minute(iso: string): string {
  return iso.slice(0, 16).replace("T", " ");
}
