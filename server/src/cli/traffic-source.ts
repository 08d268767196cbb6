import { randomBytes } from "node:crypto";
import { fastHash } from "../adapters/runtime/fast-hash.ts";
import type { RecordedRequest } from "../contract/conform/conform.ts";
import { BellwetherError } from "../core/error.ts";
import { tenantConceal } from "../exchange/conceal.ts";
import { readRequest, type ReadResult } from "../exchange/traffic/read-request.ts";
import { readTrafficLine } from "../exchange/traffic/traffic.ts";
import { REQUESTED_COLUMNS, requestedFields } from "../session/observe-record.ts";
import { ElementCache } from "../wire/json/element-memo.ts";
import type { ApiClient } from "./api-client.ts";
import { fileLines } from "./file-lines.ts";

const MEMO_BYTES = 64 * 1024 * 1024;
const PAGE = 10_000;

/**
 * Reads the requests of a traffic file, one after the other. A last line without an end was being
 * written when its writer was killed: it is passed over.
 *
 * @throws {BellwetherError} `usage` with the line that is none.
 */
export async function* trafficIn(path: string): AsyncGenerator<ReadResult> {
  // Texts are concealed for nobody here: the key is of this run alone.
  const conceal = tenantConceal(randomBytes(32), "traffic");
  const memo = new ElementCache(fastHash, 1n, MEMO_BYTES).forTenant("traffic", conceal);
  let number = 0;
  let held: string | undefined;
  for await (const line of fileLines(path)) {
    if (held !== undefined && held.trim() !== "") yield readRequest(readTrafficLine(held, path, number), memo);
    held = line;
    number++;
  }
  if (held === undefined || held.trim() === "") return;
  if (isWhole(held)) yield readRequest(readTrafficLine(held, path, number), memo);
}

function isWhole(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

const COLUMNS = [
  "exchange",
  "received_at",
  "session",
  "agent",
  "role",
  "audience",
  "idle_ms",
  "max_idle_ms",
  "prompt_digest",
  "prompt_sections",
  ...REQUESTED_COLUMNS,
];

/** Which recorded exchanges are meant. */
export interface RecordedWhere {
  /** Conditions, as `bellwether query` takes them. */
  readonly where: string;
  readonly since?: string;
  readonly until?: string;
  readonly synthetic: boolean;
}

/** The conditions that a text means: conditions as they are, and else the id of a session. */
export function recordsNamed(text: string): string {
  return /[=<>~]/.test(text) ? text : `session=${JSON.stringify(text)}`;
}

/** Reads what is recorded of requests, the oldest first. @throws {BellwetherError} what the API says. */
export async function* recordedRequests(
  client: Pick<ApiClient, "call">,
  { where, since, until, synthetic }: RecordedWhere,
): AsyncGenerator<RecordedRequest> {
  const params = new URLSearchParams({
    where: `operation=generate (${where})`,
    show: COLUMNS.join(","),
    order_by: "received_at",
    limit: String(PAGE),
    synthetic: String(synthetic),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
  });
  const { rows, truncated } = (await client.call("GET", `/api/v1/query?${params}`)) as {
    rows: Record<string, unknown>[];
    truncated: boolean;
  };
  if (truncated)
    throw new BellwetherError(
      "usage",
      `more than ${PAGE} exchanges match: ask for fewer at a time, by a session, a build or --since and --until`,
    );
  for (const row of rows) yield recorded(row);
}

function recorded(row: Record<string, unknown>): RecordedRequest {
  const text = (name: string): string => (typeof row[name] === "string" ? row[name] : "");
  const number = (name: string): number | undefined => (typeof row[name] === "number" ? row[name] : undefined);
  const [ms, longestMs] = [number("idle_ms"), number("max_idle_ms")];
  const audience = text("audience");
  const promptDigest = text("prompt_digest");
  const sections = Array.isArray(row["prompt_sections"]) ? (row["prompt_sections"] as string[]) : [];
  return {
    exchange: text("exchange"),
    session: text("session"),
    agent: text("agent"),
    at: Date.parse(text("received_at")),
    role: text("role"),
    ...(audience === "" ? {} : { audience }),
    idle: { ...(ms === undefined ? {} : { ms }), ...(longestMs === undefined ? {} : { longestMs }) },
    fields: requestedFields(row),
    ...(promptDigest === "" ? {} : { promptDigest }),
    promptSections: sections.map((section) => section.replace(/^.*?=/s, "")),
  };
}
