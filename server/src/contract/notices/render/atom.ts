import { sha256Short } from "../../../core/digest.ts";
import { type Markup, markup } from "../../../core/markup.ts";
import type { Notice } from "../notice.ts";
import { noticeBody } from "./body.ts";
import { titleOf } from "./words.ts";

/** What the feed shows. */
export interface NoticeFeed {
  /** Newest first. */
  readonly notices: readonly Notice[];
  readonly surface?: string;
  /** 64 hex digits that are this installation's own, and never change. */
  readonly installation: string;
  /** When there was something to tell for the first time, in milliseconds; dates an empty feed. */
  readonly began: number;
  /** Where it is served, without a path; relative references where it is not known. */
  readonly baseUrl?: string;
}

/** The feed of notices (Atom 1.0, RFC 4287). */
export function noticesAtom({ notices, surface, installation, began, baseUrl = "" }: NoticeFeed): string {
  const of = surface === undefined ? "" : `?surface=${encodeURIComponent(surface)}`;
  const title = surface === undefined ? "Notices of change" : `Notices of change: ${surface}`;
  const [newest] = notices;
  return markup`<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
<id>${feedId(installation, surface)}</id>
<title>${title}</title>
<updated>${iso(newest?.at ?? began)}</updated>
<author><name>Bellwether</name></author>
<link rel="self" type="application/atom+xml" href="${baseUrl}/notices.atom${of}"/>
<link rel="alternate" type="text/html" href="${baseUrl}/notices${of}"/>
${notices.map((notice) => entry(notice, installation, baseUrl))}</feed>
`.text;
}

function entry(notice: Notice, installation: string, baseUrl: string): Markup {
  const { id, at, surface, severity } = notice;
  return markup`<entry>
<id>${uuid(`${id.slice("n-".length)}${installation}`)}</id>
<title>${titleOf(notice)}</title>
<published>${iso(at)}</published>
<updated>${iso(at)}</updated>
<link rel="alternate" type="text/html" href="${baseUrl}/notices#${id}"/>
<category term="${surface}"/>
<category term="${severity}"/>
<content type="html">${noticeBody(notice).text}</content>
</entry>
`;
}

/** A feed of one surface is another feed than that of all. */
function feedId(installation: string, surface: string | undefined): string {
  return uuid(surface === undefined ? installation : sha256Short(`${installation} ${surface}`));
}

/** The name of something by the first 128 bits of hex digits, as a UUID of our own kind (RFC 9562, version 8). */
function uuid(hex: string): string {
  const digits = `${hex.slice(0, 12)}8${hex.slice(13, 16)}8${hex.slice(17, 32)}`;
  return `urn:uuid:${digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5")}`;
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
