import type { MergeRequest } from "../../config/merge-request.ts";
import { BellwetherError } from "../../core/error.ts";

interface Comment {
  readonly id: number;
  readonly body: string;
}

const PAGE = 100;
const MOST_PAGES = 50;
/** A job does not wait for ever for a host that says nothing. */
const PATIENCE_MS = 30_000;

/** What was done with a comment. */
export type Commented = "made" | "renewed" | "as it was";

/**
 * Puts one comment on a pull or merge request, or renews the one that was put there before: however
 * often a job runs, it says what it has to say once.
 *
 * @param marker a text that no other comment has; it is not shown.
 * @throws {BellwetherError} `upstream_unreachable` with what the host answered.
 */
export async function commentOnce(request: MergeRequest, text: string, marker: string): Promise<Commented> {
  const hidden = `<!-- ${marker} -->`;
  const body = `${hidden}\n${text}`;
  const known = await find(request, hidden);
  if (known?.body === body) return "as it was";
  if (known === undefined) await call(request, "POST", request.comments, { body });
  else await call(request, request.host === "github" ? "PATCH" : "PUT", request.comment(String(known.id)), { body });
  return known === undefined ? "made" : "renewed";
}

async function find(request: MergeRequest, hidden: string): Promise<Comment | undefined> {
  for (let page = 1; page <= MOST_PAGES; page++) {
    const url = `${request.comments}?per_page=${PAGE}&page=${page}`;
    const comments = (await call(request, "GET", url)) as Comment[];
    const found = comments.find(({ body }) => body.startsWith(hidden));
    if (found !== undefined) return found;
    if (comments.length < PAGE) return undefined;
  }
  return undefined;
}

async function call({ headers }: MergeRequest, method: string, url: string, body?: unknown): Promise<unknown> {
  const { host, pathname } = new URL(url);
  const { ok, status, text } = await fetch(url, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { "content-type": "application/json" }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(PATIENCE_MS),
  })
    .then(async (response) => ({ ok: response.ok, status: response.status, text: await response.text() }))
    .catch((cause: unknown) => {
      throw new BellwetherError("upstream_unreachable", `${host} does not answer`, { cause });
    });
  if (!ok)
    throw new BellwetherError(
      "upstream_unreachable",
      `${host} answered ${method} ${pathname} with ${status}: ${text.slice(0, 300)}`,
    );
  try {
    return JSON.parse(text);
  } catch (cause) {
    const said = `${host} answered ${method} ${pathname} with what is no JSON: is it the address of its API?`;
    throw new BellwetherError("upstream_unreachable", said, { cause });
  }
}
