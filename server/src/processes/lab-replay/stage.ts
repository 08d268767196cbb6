import { fastHash, longHash } from "../../adapters/runtime/fast-hash.ts";
import { signRequest } from "../../adapters/aws/sign-request.ts";
import type { UpstreamConfig } from "../../config/config.ts";
import type { Contract } from "../../contract/contract.ts";
import { idGenerator } from "../../core/id.ts";
import { tenantConceal } from "../../exchange/conceal.ts";
import type { TrafficRequest } from "../../exchange/traffic/traffic.ts";
import { AnswerOwners } from "../../gateway/answer-owners.ts";
import { Gateway } from "../../gateway/gateway.ts";
import { keyHash } from "../../gateway/key.ts";
import { LocalSessions } from "../../gateway/local-sessions.ts";
import type { GatewayCounters } from "../../gateway/ports.ts";
import { SilenceWatch } from "../../gateway/silence.ts";
import { SnapshotLoader } from "../../gateway/snapshot.ts";
import type { UpstreamClient } from "../../gateway/upstream.ts";
import type { Lab } from "../../lab/provider/lab.ts";
import { seededRandom } from "../../lab/provider/seeded.ts";
import type { Timeline } from "../../lab/traffic/timeline.ts";
import { EffortNorms } from "../../session/invariants/effort-norms.ts";
import { SessionBook } from "../../session/book.ts";
import { ElementCache } from "../../wire/json/element-memo.ts";
import { KnownBeginnings } from "../../wire/json/known-beginnings.ts";
import { matchRoute } from "../../wire/routes.ts";
import { behaviourReading } from "../behaviour-reading.ts";
import { RecordSpool } from "./record-spool.ts";

const MESSAGES = "/v1/messages";
/** A key that lives as long as its stage. */
const KEY = "bw_app_lab0replay0lab0replay0lab0replay";
const TENANT = "lab";
const CHANNEL = "stable";
const MEMO_BYTES = 48 * 1024 * 1024;
const BODY_LIMIT = 32 * 1024 * 1024;
/** Sessions that are remembered: more than are under way at any time. */
const CONVERSATIONS = 20_000;

const LABS = (["anthropic", "openai"] as const).map((kind): UpstreamConfig => ({
  name: kind,
  kind,
  baseUrl: kind === "openai" ? "http://lab.invalid/v1" : "http://lab.invalid",
  key: "env:NONE",
  relay: false,
  lab: true,
  region: "",
  deployments: {},
}));

/** What a stage is set up with. */
export interface StageOptions {
  readonly contract: Contract;
  readonly timeline: Timeline;
  readonly lab: Lab;
  readonly seed: string;
  readonly capture?: (request: TrafficRequest) => void;
}

/** A gateway and the lab behind it in this process, in a time that is played. */
export interface Stage {
  readonly spool: RecordSpool;
  /** Sends a request of the product to the gateway. @throws {Error} with what it was refused with. */
  send(body: object, headers: Readonly<Record<string, string>>, path?: string): Promise<unknown>;
}

/** Sets a gateway up as a worker has it, but for what is around it: sockets, disk and control. */
export function setStage({ contract, timeline, lab, seed, capture }: StageOptions): Stage {
  const { now } = timeline;
  const clock = { now, steady: now };
  const random = seededRandom(seed, "ids");
  const newId = idGenerator(now, (into) => into.map(() => Math.floor(random() * 256)));
  const spool = new RecordSpool();
  const counters: GatewayCounters = { requests: 0, refused: 0, unrecorded: 0, inFlight: 0 };
  const memo = new ElementCache(fastHash, 7n, MEMO_BYTES);
  const master = new TextEncoder().encode(seed);
  const conceal = tenantConceal(master, TENANT);
  const behaviour = behaviourReading({ behaviour: { read: true, phrases: {} } }, master);
  const snapshot = new SnapshotLoader().load({
    revision: 1,
    createdAt: now(),
    contracts: [{ digest: contract.digest, document: contract.document }],
    channels: { [contract.surface]: { [CHANNEL]: contract.version } },
    keys: [{ id: "key_lab", hash: keyHash(KEY), kind: "app", tenant: TENANT, trusted: true, name: "lab" }],
  });
  const gateway = new Gateway({
    settings: {
      node: "lab/0",
      upstreams: LABS,
      bodyLimit: BODY_LIMIT,
      unknownPaths: "refuse",
      retries: { attempts: 0, backoff: 0 },
      snapshotMaxAgeMs: Infinity,
    },
    clock,
    newId,
    snapshot: () => snapshot,
    spool,
    upstream: upstreamOf(lab, timeline),
    sign: signRequest,
    sessions: new LocalSessions(new SessionBook({ conversations: CONVERSATIONS, agents: 64 }, newId), undefined),
    silence: new SilenceWatch(Infinity, now),
    arrivals: new SilenceWatch(Infinity, now),
    owners: new AnswerOwners(undefined),
    beginnings: new KnownBeginnings(longHash, 7n, MEMO_BYTES),
    memo: (tenant) => memo.forTenant(tenant, conceal),
    secret: () => "lab",
    sleep: (ms) => timeline.wait(ms),
    turn: () => Promise.resolve(),
    // Nothing is late in a time that is played.
    after: () => () => undefined,
    ...(capture === undefined ? {} : { capture }),
    ...(behaviour === undefined ? {} : { behaviour }),
    norms: new EffortNorms(),
    report: (what, error) => {
      throw new Error(`the gateway of the replay reports: ${what}`, { cause: error });
    },
    counters,
  });
  return { spool, send: (body, headers, path = MESSAGES) => sendTo(gateway, path, body, headers) };
}

async function sendTo(
  gateway: Gateway,
  path: string,
  body: object,
  headers: Readonly<Record<string, string>>,
): Promise<unknown> {
  const request = new Request(`http://gateway.invalid${path}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-api-key": KEY,
      "anthropic-version": "2023-06-01",
      "anthropic-beta": "context-management-2025-06-27",
      ...headers,
    },
    body: JSON.stringify(body),
  });
  const route = matchRoute("POST", path, request.headers);
  if (route === undefined) throw new Error(`${path} is no provider's path`);
  const response = await gateway.handle({ request, route, path, query: "" });
  const text = await response.text();
  if (!response.ok) throw new Error(`the gateway of the replay answered with ${response.status}: ${text}`);
  return JSON.parse(text);
}

/** Milliseconds before an answer begins, and for each byte of it: about fifty tokens a second. */
const [FIRST_MS, BYTE_MS] = [700, 5];

function upstreamOf(lab: Lab, timeline: Timeline): UpstreamClient {
  return {
    async send({ url, method, headers, body }) {
      const request = new Request(url, {
        method,
        headers,
        ...(body === undefined ? {} : { body: new Uint8Array(body) }),
      });
      const response = await lab.handle(request);
      const bytes = new Uint8Array(await response.arrayBuffer());
      await timeline.wait(FIRST_MS + BYTE_MS * bytes.length);
      return {
        status: response.status,
        headers: response.headers,
        body: new Response(bytes).body,
        bytes: () => Promise.resolve(bytes),
      };
    },
  };
}
