import { gunzipSync } from "node:zlib";
import { type Context, Hono } from "hono";
import { asBellwetherError, BellwetherError, isBellwetherError } from "../core/error.ts";
import { Recent } from "../core/recent.ts";
import type { KeyRecord } from "../gateway/key.ts";
import type { DeclaredExchange } from "../session/declared/declared-exchange.ts";
import { type Around, exchangesOfSpans } from "../session/otlp/exchanges-of-spans.ts";
import { spansOfJson } from "../session/otlp/read-json.ts";
import { spansOfProtobuf } from "../session/otlp/read-protobuf.ts";
import { exportAnswer, exportFailure } from "../session/otlp/answers.ts";
import type { ExportedSpan } from "../session/otlp/trace-request.ts";
import { asObject, parsed } from "../wire/json/value.ts";
import type { DeclaredExchanges } from "./declared-exchanges.ts";
import { readDeclared, tellerOf } from "./declared-routes.ts";

/** What the route answers from, and who asks. */
export interface TraceRoutePorts {
  readonly declared: DeclaredExchanges;
  /** Any live key. @throws {BellwetherError} */
  readonly key: (context: Context) => KeyRecord;
  readonly now: () => number;
  readonly report: (what: string, error: unknown) => void;
}

/** Bytes of an export as it comes, and unpacked. */
const MOST_BYTES = 8 * 1024 * 1024;
const MOST_UNPACKED = 16 * 1024 * 1024;
const BATCH = 1_000;
/** Spans around requests to models that are remembered until they come themselves. */
const WRAPPERS = 50_000;

/** OTLP over HTTP: spans of requests to models become exchanges, and all others are passed over. */
export function traceRoutes({ declared, key, now, report }: TraceRoutePorts): Hono {
  const app = new Hono();
  const wrappers = new Recent<string, true>(WRAPPERS);
  const aroundOf = (tenant: string): Around => ({
    has: (place) => wrappers.has(`${tenant}/${place}`),
    add: (place) => wrappers.set(`${tenant}/${place}`, true),
  });
  app.post("/v1/traces", async (context) => {
    const form = formOf(context);
    try {
      const teller = tellerOf(context, key(context), "otlp");
      const spans = spansIn(await unpacked(context), form);
      const read = exchangesOfSpans(spans, aroundOf(teller.tenant)).map((one) => readDeclared(one, now()));
      const said: DeclaredExchange[] = read.flatMap((one) => (one.ok ? [one.said] : []));
      for (let from = 0; from < said.length; from += BATCH) await declared.take(said.slice(from, from + BATCH), teller);
      const refused = read.flatMap((one) => (one.ok ? [] : [one.message]));
      return exportAnswer(form, refused);
    } catch (thrown) {
      const error = asBellwetherError(thrown);
      if (!isBellwetherError(thrown)) report("POST /v1/traces failed", thrown);
      return exportFailure(form, error);
    }
  });
  return app;
}

/** Answers come in the form of the request. */
function formOf(context: Context): "json" | "protobuf" {
  return /^application\/x-protobuf\b/i.test(context.req.header("content-type") ?? "") ? "protobuf" : "json";
}

async function unpacked(context: Context): Promise<Uint8Array> {
  const bytes = new Uint8Array(await context.req.arrayBuffer());
  if (bytes.length > MOST_BYTES)
    throw new BellwetherError(
      "body_too_large",
      `the export has ${bytes.length} bytes, at most ${MOST_BYTES} may come: export in smaller batches`,
    );
  const encoding = context.req.header("content-encoding")?.trim().toLowerCase() ?? "identity";
  if (encoding === "identity" || encoding === "") return bytes;
  if (encoding !== "gzip")
    throw new BellwetherError(
      "body_malformed",
      `content-encoding is ${JSON.stringify(encoding)}; gzip or none is expected`,
    );
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_UNPACKED });
  } catch (cause) {
    const large = cause instanceof RangeError;
    throw large
      ? new BellwetherError(
          "body_too_large",
          `the export unpacks to more than ${MOST_UNPACKED} bytes: export in smaller batches`,
          { cause },
        )
      : new BellwetherError("body_malformed", "the export says that it is gzip, and is not", { cause });
  }
}

function spansIn(bytes: Uint8Array, form: "json" | "protobuf"): readonly ExportedSpan[] {
  if (form === "json") {
    const request = asObject(parsed(new TextDecoder().decode(bytes)));
    if (request !== undefined) return spansOfJson(request);
    throw new BellwetherError(
      "body_malformed",
      "the export is no JSON object; OTLP is expected: JSON, or Protocol Buffers as application/x-protobuf",
    );
  }
  try {
    return spansOfProtobuf(bytes);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new BellwetherError("body_malformed", "the export is no ExportTraceServiceRequest of OTLP", { cause });
  }
}
