import { economicEffect } from "../economics.ts";
import type { Notice } from "../notice.ts";
import { reachOf, titleOf } from "./words.ts";

/** A notice as JSON shows it: as it is kept, so that its id can be checked, and what follows from it beside. */
export function shownNotice(notice: Notice, baseUrl = ""): Record<string, unknown> {
  return {
    notice,
    title: titleOf(notice),
    published: new Date(notice.at).toISOString(),
    url: `${baseUrl}/notices#${notice.id}`,
    reach: reachOf(notice),
    economics: economicEffect(notice),
    measured: notice.measured.length > 0,
  };
}
