import { sha256 } from "../../core/digest.ts";
import { asObject, asText, parsed } from "../../wire/json/value.ts";
import { matchRoute } from "../../wire/routes.ts";
import { handleAdmin } from "./admin.ts";
import type { LabAnswer } from "./answer.ts";
import { AnthropicProvider } from "./anthropic/provider.ts";
import type { ThinkingTurns } from "./anthropic/context-edits.ts";
import { BedrockProvider } from "./bedrock/provider.ts";
import { credentialOf, tellingHeaders } from "./credential.ts";
import { deliver } from "./delivery.ts";
import { dialectOf } from "./dialect.ts";
import { directedFaults } from "./directed-faults.ts";
import { FaultBook } from "./fault-book.ts";
import type { Faults } from "./faults.ts";
import { GeminiProvider } from "./gemini/provider.ts";
import { LabError } from "./lab-error.ts";
import { Ledger } from "./ledger.ts";
import type { Mind } from "./mind.ts";
import { MODELS } from "./models.ts";
import { OpenAiProvider } from "./openai/provider.ts";
import { playedTime } from "./played-time.ts";
import { PrefixCache } from "./prefix-cache.ts";
import { refusalOf } from "./refusal.ts";
import { type Recordings, Replays } from "./replay.ts";
import { answerRoute, type RouteParts } from "./route.ts";
import { seededName } from "./seeded.ts";
import { ResponsesProvider } from "./responses/provider.ts";
import { Tally } from "./tally.ts";

/** What a lab is made of; only the clock is needed. */
export interface LabOptions {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Everything that looks random is drawn from it; `lab` where nothing else is given. */
  readonly seed?: string;
  readonly sleep?: (ms: number) => Promise<void>;
  /** Where recorded streams come from; without it nothing can be replayed. */
  readonly recordings?: Recordings;
  readonly ledger?: { readonly capacity?: number; readonly append?: (line: string) => void };
  /** Models that are listed. Every model is answered for, listed or not. */
  readonly models?: readonly string[];
  /** Aliases that answer as their dated snapshot. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** Refuses requests without any credential with 401. */
  readonly requireCredential?: boolean;
  readonly thinkingTurns?: ThinkingTurns;
  /** What answers instead of the lab's plain way, on the Anthropic side. */
  readonly mind?: Mind;
}

/** A simulated provider. */
export interface Lab {
  /** Never rejects. */
  handle(request: Request): Promise<Response>;
  readonly ledger: Ledger;
  readonly faults: FaultBook;
}

/** Makes a lab: a provider that speaks Anthropic Messages, OpenAI Chat and Responses, Gemini, and Bedrock Converse, the same for the same seed and requests. */
export function createLab(options: LabOptions): Lab {
  const seed = options.seed ?? "lab";
  const sleep = options.sleep ?? ((ms) => new Promise<void>((resolve) => void setTimeout(resolve, ms)));
  const ledger = new Ledger(options.ledger?.capacity, options.ledger?.append);
  const faults = new FaultBook();
  const route: RouteParts = {
    anthropic: new AnthropicProvider({
      seed,
      cache: new PrefixCache(),
      thinkingTurns: options.thinkingTurns ?? "between_users",
      ...(options.mind === undefined ? {} : { mind: options.mind }),
    }),
    openai: new OpenAiProvider({ seed, cache: new PrefixCache() }),
    responses: new ResponsesProvider({ seed, cache: new PrefixCache() }),
    gemini: new GeminiProvider({ seed, cache: new PrefixCache() }),
    bedrock: new BedrockProvider({ seed, cache: new PrefixCache() }),
    models: options.models ?? MODELS,
    replays: new Replays(options.recordings),
  };
  const seen = new Tally();

  async function handle(request: Request): Promise<Response> {
    const url = new URL(request.url);
    if (url.pathname.startsWith("/lab/")) return handleAdmin(request, url, { ledger, faults });
    const played = playedTime(request.headers);
    const time = played?.at ?? options.now();
    const received = await bytesOf(request);
    const bytes = received ?? new Uint8Array(0);
    const digest = sha256(bytes);
    const identity = `${digest}|${seen.add(digest)}`;
    const requestId = `req_01${seededName(22, seed, "request", identity)}`;
    const credential = credentialOf(request.headers);
    const entry = ledger.arrive({
      time,
      method: request.method,
      path: url.pathname,
      query: url.search,
      body_digest: digest,
      body_bytes: bytes.length,
      headers: tellingHeaders(request.headers),
      header_names: [...request.headers.keys()].sort(),
      credential,
      request_id: requestId,
    });
    if (received === undefined) {
      ledger.note(entry, { outcome: "aborted", ended: options.now() });
      return new Response(null, { status: 400, headers: { "x-lab": "1" } });
    }
    const dialect = dialectOf(request.method, url.pathname, request.headers);
    let struck: Faults = {};
    let answer: LabAnswer;
    try {
      if (options.requireCredential === true && credential === null && request.method !== "HEAD") {
        throw new LabError(401, dialect.credentialMissing);
      }
      const text = decoder.decode(bytes);
      const body = request.method === "POST" ? asObject(parsed(text)) : undefined;
      const model = asText(body?.model) ?? matchRoute(request.method, url.pathname, request.headers)?.model;
      const header = request.headers.get("x-lab-fault");
      const lists = [...(header === null ? [] : [header]), ...directedFaults(text, body, dialect)];
      const strike = faults.strike(lists, { path: url.pathname, model, body: text, digest });
      struck = strike.faults;
      ledger.note(entry, { faults: strike.texts, requested_model: model ?? null });
      if (struck.delay !== undefined) await sleep(struck.delay);
      if (struck.status !== undefined) throw new LabError(struck.status, `lab fault: status ${struck.status}`);
      const account = `${credential?.digest ?? "none"}${played === undefined ? "" : `|${played.space}`}`;
      answer = await answerRoute(route, request, url, body, {
        identity,
        account,
        caches: `${account}|${request.headers.get("x-lab-caches") ?? ""}`,
        serves: (model) => struck.serveModel ?? options.aliases?.[model] ?? model,
        now: time,
      });
    } catch (thrown) {
      answer = refusalOf(thrown, dialect, requestId, struck);
    }
    return deliver(answer, dialect, struck, entry, { now: options.now, sleep, ledger, signal: request.signal });
  }

  return { handle, ledger, faults };
}

const decoder = new TextDecoder();

/** The body, or nothing where the client went away before all of it had come. */
async function bytesOf(request: Request): Promise<Uint8Array | undefined> {
  try {
    return new Uint8Array(await request.arrayBuffer());
  } catch {
    return undefined;
  }
}
