import { hash } from "node:crypto";
import { type Context, Hono } from "hono";
import type { Notice } from "../contract/notices/notice.ts";
import { noticesAtom } from "../contract/notices/render/atom.ts";
import { shownNotice } from "../contract/notices/render/json.ts";
import { PAGE_STYLE } from "../contract/notices/render/html-document.ts";
import { noticesPage } from "../contract/notices/render/page.ts";
import { BellwetherError } from "../core/error.ts";

/** What the public routes answer from. */
export interface NoticeRoutePorts {
  /** Every notice, the oldest first; asked for by anybody, so it has to be at hand. */
  readonly notices: () => readonly Notice[];
  /** What is this installation's own and never changes: 64 hex digits, and when it began, in milliseconds. */
  readonly installation: () => Promise<{ readonly id: string; readonly began: number }>;
  /** Where it is served, where the configuration says it. */
  readonly baseUrl: string | undefined;
  /** Lets a caller in, or not. @throws {BellwetherError} */
  readonly admit: (context: Context) => void;
}

/** Notices on one page. */
const PAGE = 100;

/** What a browser may do with a page of ours that has no script. */
const PAGE_HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": `default-src 'none'; style-src 'sha256-${hash("sha256", PAGE_STYLE, "base64")}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
};

/** A page without a script. */
export function pageResponse(html: string, status = 200, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(html, { status, headers: { ...PAGE_HEADERS, ...headers } });
}

/** Routes that tell anybody of changes: a page, a feed, and JSON. */
export function noticeRoutes(ports: NoticeRoutePorts): Hono {
  const app = new Hono();
  const base = ports.baseUrl === undefined ? {} : { baseUrl: ports.baseUrl };

  app.get("/notices", (context) => {
    ports.admit(context);
    const { chosen, surface, older, surfaces } = choose(ports.notices(), context);
    const of = { ...(surface === undefined ? {} : { surface }), ...(older === undefined ? {} : { older }) };
    return known(context, chosen) ?? tagged(pageResponse(noticesPage({ notices: chosen, surfaces, ...of })), chosen);
  });

  app.get("/notices.atom", async (context) => {
    ports.admit(context);
    const { chosen, surface } = choose(ports.notices(), context);
    const same = known(context, chosen);
    if (same !== undefined) return same;
    const { id: installation, began } = await ports.installation();
    const of = surface === undefined ? {} : { surface };
    const xml = noticesAtom({ notices: chosen, installation, began, ...base, ...of });
    const headers = { "content-type": "application/atom+xml; charset=utf-8", "x-content-type-options": "nosniff" };
    return tagged(new Response(xml, { headers }), chosen);
  });

  app.get("/notices.json", (context) => {
    ports.admit(context);
    const { chosen, older } = choose(ports.notices(), context);
    const shown = chosen.map((notice) => shownNotice(notice, ports.baseUrl));
    return known(context, chosen) ?? tagged(context.json({ notices: shown, older: older ?? null }), chosen);
  });
  return app;
}

/** What a request asks for of all notices. */
interface Chosen {
  /** Newest first. */
  readonly chosen: readonly Notice[];
  readonly surface: string | undefined;
  /** The last notice that is shown, where there are older ones. */
  readonly older: string | undefined;
  readonly surfaces: readonly string[];
}

function choose(all: readonly Notice[], context: Context): Chosen {
  const surface = context.req.query("surface");
  const before = context.req.query("before");
  const own = all.filter((one) => surface === undefined || one.surface === surface).toReversed();
  const place = before === undefined ? -1 : own.findIndex(({ id }) => id === before);
  if (before !== undefined && place === -1)
    throw new BellwetherError("resource_unknown", `before: there is no notice ${before} to go on behind`);
  const chosen = own.slice(place + 1, place + 1 + PAGE);
  const older = own.length > place + 1 + PAGE ? chosen.at(-1)?.id : undefined;
  return { chosen, surface, older, surfaces: [...new Set(all.map((one) => one.surface))].sort() };
}

/** Says that nothing is new, to a reader that has what is asked for. */
function known(context: Context, chosen: readonly Notice[]): Response | undefined {
  const asked = context.req.header("if-none-match") ?? "";
  if (!asked.split(/\s*,\s*/).includes(tagOf(chosen))) return undefined;
  return tagged(new Response(null, { status: 304 }), chosen);
}

function tagged(response: Response, chosen: readonly Notice[]): Response {
  response.headers.set("etag", tagOf(chosen));
  response.headers.set("cache-control", "no-cache");
  return response;
}

/** Notices never change but for what is measured of them: ids and measurements say all of a page. */
function tagOf(chosen: readonly Notice[]): string {
  const said = chosen.map(({ id, measured }) => [id, measured]);
  return `W/"${hash("sha256", JSON.stringify(said), "hex").slice(0, 32)}"`;
}
