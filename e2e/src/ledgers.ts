import { createHash } from "node:crypto";
import { type Deployment, eventually } from "./harness.ts";

/** The digest of an empty body. */
const NOTHING = `sha256:${createHash("sha256").digest("hex")}`;

/** What the client knows of one request. */
export interface ClientEntry {
  readonly digest: string;
  readonly streamed: boolean;
  /** The answer came whole: the terminal event, or the whole document. */
  acknowledged: boolean;
  exchange: string | undefined;
  status: number | undefined;
  /** Where it was sent, in the words of whoever sends. */
  sentTo: string;
  /** Milliseconds. */
  startedAt: number;
  endedAt: number;
  /** Why there was no answer. */
  failure?: string;
}

/** Sends one request; may choose where, and notes that on the entry. */
export type Post = (path: string, init: RequestInit, entry: ClientEntry) => Promise<Response>;

/** A load of unique requests at an even rate, streamed and not, in both formats. */
export interface LoadOptions {
  /** What is called, or how. */
  readonly deployment: { readonly url: string } | { readonly post: Post };
  readonly key: string;
  readonly perSecond: number;
  readonly seconds: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Ends the load before its time. */
  readonly until?: () => boolean;
}

/** Sends a load and gives the client's ledger once every request has ended. */
export async function sendLoad({
  deployment,
  key,
  perSecond,
  seconds,
  headers = {},
  until = () => false,
}: LoadOptions): Promise<ClientEntry[]> {
  const ledger: ClientEntry[] = [];
  const post: Post = "post" in deployment ? deployment.post : (path, init) => fetch(`${deployment.url}${path}`, init);
  const pending: Promise<void>[] = [];
  const startedAt = Date.now();
  for (let sent = 0; sent < perSecond * seconds && !until(); sent++) {
    const due = startedAt + (sent * 1_000) / perSecond;
    const wait = due - Date.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    pending.push(sendOne(post, key, sent, ledger, headers));
  }
  await Promise.all(pending);
  return ledger;
}

async function sendOne(
  post: Post,
  key: string,
  n: number,
  ledger: ClientEntry[],
  extra: Readonly<Record<string, string>>,
): Promise<void> {
  const streamed = n % 2 === 0;
  const openai = n % 4 >= 2;
  const content = `request ${n} ${crypto.randomUUID()}`;
  const body = JSON.stringify(
    openai
      ? { model: "gpt-5.5", stream: streamed, messages: [{ role: "user", content }] }
      : { model: "claude-opus-4-6", max_tokens: 64, stream: streamed, messages: [{ role: "user", content }] },
  );
  const entry: ClientEntry = {
    digest: `sha256:${createHash("sha256").update(body).digest("hex")}`,
    streamed,
    acknowledged: false,
    exchange: undefined,
    status: undefined,
    sentTo: "",
    startedAt: Date.now(),
    endedAt: Infinity,
  };
  ledger.push(entry);
  const credential: Record<string, string> = openai
    ? { authorization: `Bearer ${key}` }
    : { "x-api-key": key, "anthropic-version": "2023-06-01" };
  try {
    const init = { method: "POST", headers: { ...credential, "content-type": "application/json", ...extra }, body };
    const response = await post(openai ? "/v1/chat/completions" : "/v1/messages", init, entry);
    entry.status = response.status;
    entry.exchange = response.headers.get("bellwether-exchange") ?? undefined;
    const text = await response.text();
    entry.acknowledged =
      response.status === 200 && (streamed ? /message_stop|\[DONE\]/.test(text) : JSON.parse(text) !== undefined);
  } catch (error) {
    // A connection that was killed is what this load is about: not acknowledged.
    entry.acknowledged = false;
    entry.failure = String((error as { code?: string }).code ?? error);
  }
  entry.endedAt = Date.now();
}

/** What has the other two ledgers: the lab's address, and rows of the store. */
export type Ledgers = Pick<Deployment, "labUrl" | "rows">;

/** What the three ledgers say together. */
export interface Comparison {
  readonly sent: number;
  readonly acknowledged: number;
  readonly reachedUpstream: number;
  readonly stored: number;
  readonly interrupted: number;
  /** Stored as interrupted although the upstream never saw it: killed between the open frame and the call. */
  readonly interruptedUnseen: number;
  /** Acknowledged, but not in the store exactly once and complete. */
  readonly lost: readonly string[];
  /** Reached the upstream, but not in the store. */
  readonly unrecorded: readonly string[];
  /** In the store more than once. */
  readonly doubled: readonly string[];
  /** In the store, but nobody sent it. */
  readonly invented: readonly string[];
}

/** Compares the client's ledger, the lab's and the store, once everything has been shipped. */
export async function compareLedgers(deployment: Ledgers, client: readonly ClientEntry[]): Promise<Comparison> {
  const lab = await labDigests(deployment);
  const acknowledged = client.filter((entry) => entry.acknowledged).length;
  const rows = await settledRows(deployment, acknowledged, lab.size);
  const byDigest = new Map<string, Record<string, unknown>[]>();
  for (const row of rows) {
    const digest = String(row["request_digest"]);
    byDigest.set(digest, [...(byDigest.get(digest) ?? []), row]);
  }
  const interrupted = rows.filter(({ outcome }) => outcome === "interrupted");
  const sent = new Set(client.map(({ digest }) => digest));
  const complete = (digest: string): boolean =>
    byDigest.get(digest)?.length === 1 && byDigest.get(digest)?.[0]?.["outcome"] === "complete";
  return {
    sent: client.length,
    acknowledged,
    reachedUpstream: lab.size,
    stored: rows.length,
    interrupted: interrupted.length,
    interruptedUnseen: interrupted.filter((row) => !lab.has(String(row["request_digest"]))).length,
    lost: client
      .filter(({ acknowledged, digest }) => acknowledged && !complete(digest))
      .map(
        ({ digest, exchange }) =>
          `${digest} ${exchange} ${JSON.stringify(byDigest.get(digest)?.map(({ outcome }) => outcome))}`,
      ),
    unrecorded: [...lab].filter((digest) => !byDigest.has(digest)),
    doubled: [...byDigest].filter(([, found]) => found.length > 1).map(([digest]) => digest),
    invented: [...byDigest.keys()].filter((digest) => !sent.has(digest)),
  };
}

async function labDigests(deployment: Ledgers): Promise<Set<string>> {
  const digests = new Set<string>();
  let since = 0;
  for (;;) {
    const response = await fetch(`${deployment.labUrl}/lab/ledger?since=${since}`);
    const { entries } = (await response.json()) as { entries: { seq: number; body_digest: string }[] };
    if (entries.length === 0) return digests;
    for (const { seq, body_digest } of entries) {
      since = Math.max(since, seq);
      // Doctor looks whether an upstream answers, and sends nothing.
      if (body_digest !== NOTHING) digests.add(body_digest);
    }
  }
}

/** How long rows are waited for that must come, where a busy machine stores them late: in all, and for a thousand of them. */
const PATIENCE = { ms: 40_000, msPerThousand: 1_000 };

/**
 * All rows, once they have stopped coming.
 *
 * @param expected as many have to come at last; where they do not, what is missing is told by comparing.
 */
async function settledRows(deployment: Ledgers, atLeast: number, expected: number): Promise<Record<string, unknown>[]> {
  const began = performance.now();
  const patience = PATIENCE.ms + (PATIENCE.msPerThousand * expected) / 1_000;
  let last = -1;
  let still = 0;
  await eventually(
    async () => {
      // Control may just be coming back from its last kill.
      const [row] = await deployment.rows({ show: "count", where: "operation=generate" }).catch(() => []);
      const count = Number(row?.["count"] ?? -1);
      still = count === last && count >= atLeast ? still + 1 : 0;
      last = count;
      if (still >= 20 && (count >= expected || performance.now() - began > patience)) return true;
      await new Promise((resolve) => setTimeout(resolve, 75));
      return undefined;
    },
    patience + 20_000,
    () => `the store did not come to rest: it has ${last} rows, at least ${atLeast} are expected`,
  );
  return allRows(deployment);
}

async function allRows(deployment: Ledgers): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = [];
  let until: string | undefined;
  const seen = new Set<unknown>();
  for (;;) {
    const page = await deployment.rows({
      show: "exchange,request_digest,outcome,received_at,operation",
      where: "operation=generate",
      ...(until === undefined ? {} : { until }),
    });
    const fresh = page.filter((row) => !seen.has(JSON.stringify(row)));
    for (const row of fresh) seen.add(JSON.stringify(row));
    rows.push(...fresh);
    if (page.length < 10_000 || fresh.length === 0) return rows;
    // The newest come first; the next page begins a millisecond after the oldest of this one.
    until = new Date(Date.parse(String(page.at(-1)?.["received_at"])) + 1).toISOString();
  }
}
