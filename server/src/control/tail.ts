import type { ExchangeRecord } from "../exchange/columns.ts";
import { presentRecord } from "../exchange/present.ts";
import { matchesQuery } from "../exchange/query/match.ts";
import type { Query } from "../exchange/query/query.ts";
import type { Fence } from "../exchange/store.ts";
import type { RecordFeed } from "./feed.ts";

/** Characters that wait for a slow reader; beyond them the oldest lines are left out, and a line says how many. */
const MAX_WAITING = 16 * 1024 * 1024;

/** Streams records as they reach the store, one JSON object a line, until the caller goes away. */
export function tailResponse(feed: RecordFeed, query: Query, fence: Fence, signal: AbortSignal): Response {
  const encoder = new TextEncoder();
  const waiting: string[] = [];
  let length = 0;
  let skipped = 0;
  let wake: (() => void) | undefined;
  const unsubscribe = feed.subscribe((records) => {
    for (const record of records) {
      if (!isInside(record, fence) || !matchesQuery(record, query)) continue;
      const line = JSON.stringify(presentRecord(record));
      waiting.push(line);
      length += line.length;
      while (length > MAX_WAITING && waiting.length > 1) {
        length -= waiting.shift()?.length ?? 0;
        skipped++;
      }
    }
    wake?.();
  });
  signal.addEventListener("abort", unsubscribe, { once: true });
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      // The head leaves with the first byte: a reader knows at once that it is connected.
      controller.enqueue(encoder.encode("\n"));
    },
    async pull(controller) {
      while (waiting.length === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const lines = waiting.splice(0).map((line) => `${line}\n`);
      if (skipped > 0) lines.unshift(`${JSON.stringify({ skipped })}\n`);
      skipped = 0;
      length = 0;
      controller.enqueue(encoder.encode(lines.join("")));
    },
    cancel() {
      unsubscribe();
    },
  });
  return new Response(stream, { headers: { "content-type": "application/x-ndjson", "cache-control": "no-store" } });
}

function isInside(record: ExchangeRecord, fence: Fence): boolean {
  return fence.kind === "all" || (record.tenant === fence.tenant && record.key === fence.key);
}
