import { type Markup, markup, Markup as Raw } from "../../../core/markup.ts";

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

/** A whole HTML document around a page's content. */
export function htmlDocument(title: string, content: Markup, head: Markup | string = ""): string {
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
