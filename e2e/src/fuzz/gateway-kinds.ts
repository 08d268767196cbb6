import * as fc from "fast-check";
import {
  type FakeUpstream,
  json,
  silent,
  streamOf,
  unreachable,
} from "../../../server/src/gateway/fixtures/fake-upstream.ts";
import { contractText, Rig, upstreamConfig } from "../../../server/src/gateway/fixtures/rig.ts";
import { CODECS } from "../../../server/src/wire/codecs.ts";
import type { WireFormat } from "../../../server/src/wire/facts.ts";
import { answersToMutate, REQUESTS } from "./corpus.ts";
import { mutated } from "./mutate.ts";
import { headerText, seeds } from "./values.ts";

/** The longest that one input may take, in milliseconds: beyond it something hangs. */
const DEADLINE_MS = 20_000;

interface Sent {
  readonly format: WireFormat;
  readonly path: string;
  readonly body: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
  readonly answer: { readonly bytes: Uint8Array; readonly streamed: boolean; readonly status: number };
  readonly cuts: readonly number[];
  readonly fate: number;
}

const UPSTREAMS = [
  upstreamConfig(),
  upstreamConfig({ name: "openai", kind: "openai", baseUrl: "http://upstream.test/v1" }),
  upstreamConfig({ name: "gemini", kind: "gemini" }),
  upstreamConfig({ name: "bedrock", kind: "bedrock" }),
];
const MODES = ["observe", "verify", "enforce"] as const;
const open = "model: {}";
const rigs = MODES.map((mode) => new Rig({ contract: contractText(mode, "", open), upstreams: UPSTREAMS }));
let count = 0;

const NAMES = [
  "bellwether-session",
  "bellwether-require",
  "bellwether-contract",
  "bellwether-agent",
  "bellwether-parent",
  "bellwether-step",
  "bellwether-flags",
  "bellwether-build",
  "bellwether-allow-delegate",
  "bellwether-unit",
  "bellwether-clock",
  "connection",
  "content-encoding",
  "anthropic-beta",
  "user-agent",
  "x-stainless-lang",
  "cookie",
  "te",
  "x-claude-code-session-id",
  "expect",
];

const requests: fc.Arbitrary<Sent> = fc
  .tuple(
    fc.constantFrom(...REQUESTS),
    seeds,
    fc.nat(3),
    fc.dictionary(fc.constantFrom(...NAMES), headerText, { maxKeys: 4 }),
    fc.nat(),
    fc.nat(2),
    fc.array(fc.nat(), { maxLength: 4 }),
    fc.nat(40),
  )
  .map(([request, seed, changes, headers, index, spoilt, cuts, fate]) => {
    const own = answersToMutate().filter(({ format }) => format === request.format);
    const answer = own[index % own.length];
    if (answer === undefined) throw new Error(`no answer of ${request.format}`);
    const bytes = spoilt === 0 ? mutated(answer.bytes, request.body, seed) : answer.bytes;
    const body = changes === 0 ? mutated(request.body, answer.bytes, seed) : request.body;
    return { ...request, body, headers, answer: { ...answer, bytes }, cuts, fate };
  });

/** What becomes of a call upstream. */
function fateOf({ format, answer, cuts, fate }: Sent, mark: string): Parameters<FakeUpstream["will"]>[0] {
  const places = [...cuts].map((cut) => cut % (answer.bytes.length + 1)).sort((a, b) => a - b);
  const chunks = [0, ...places].map((from, at) => answer.bytes.subarray(from, places[at] ?? answer.bytes.length));
  const headers = { "x-mark": mark };
  const streamType = CODECS[format].framing?.mediaType ?? "text/event-stream";
  if (fate === 0) return unreachable(true);
  if (fate === 1) return json({ error: { message: mark } }, 529, headers);
  if (fate === 2) return silent;
  if (fate === 3)
    return () => ({
      status: 200,
      headers: new Headers({ "content-type": streamType, ...headers }),
      body: streamOf(chunks, new Error("cut")),
    });
  return () => ({
    status: answer.streamed ? 200 : answer.status,
    headers: new Headers({ "content-type": answer.streamed ? streamType : "application/json", ...headers }),
    body: streamOf(chunks),
  });
}

async function inTime<T>(work: Promise<T>, what: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} hangs`)), DEADLINE_MS);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** Sends an input through a whole gateway, and looks at all that comes of it. */
async function passes(sent: Sent): Promise<void> {
  const rig = rigs[count % rigs.length];
  if (rig === undefined) throw new Error("there is no gateway");
  const mark = `mark-${++count}-`;
  rig.spool.frames.length = 0;
  rig.reports.length = 0;
  rig.upstream.requests.length = 0;
  rig.upstream.will(fateOf(sent, mark));
  const client = new AbortController();
  const body = new TextDecoder().decode(sent.body);
  const headers = { ...sent.headers, "x-own": mark };
  const answering = rig.send(body, headers, { path: sent.path, signal: client.signal });
  if (sent.fate === 2) setTimeout(() => client.abort(), 0);
  const response = await inTime(answering, "an answer");
  const { text, broken } = await inTime(read(response), "a body");
  const said = `${JSON.stringify([...response.headers])}${text}`;
  const foreign = [...said.matchAll(/mark-\d+-/g)].find(([found]) => found !== mark);
  if (foreign !== undefined) throw new Error(`the answer to ${mark} holds ${foreign[0]}`);
  if (response.headers.has("bellwether-error")) inFormat(sent.format, text);
  if (said.includes("provider-secret") || said.includes("bw_app_0000")) throw new Error("an answer holds a secret");
  if (rig.reports.length > 0) throw new Error(`our own fault: ${rig.reports.join("; ")}`);
  await inTime(settled(rig), "an exchange");
  if (!broken && rig.spool.closes().some((closes) => closes !== 1)) throw new Error("a record was not closed once");
}

/** The end of an exchange comes a moment after its last byte. */
async function settled(rig: Rig): Promise<void> {
  for (let tries = 0; tries < 200 && !rig.isIdle(); tries++) await new Promise((resolve) => setImmediate(resolve));
  if (!rig.isIdle()) throw new Error("something is left of an exchange that is over");
}

async function read(response: Response): Promise<{ text: string; broken: boolean }> {
  try {
    return { text: await response.text(), broken: false };
  } catch {
    // A stream that broke off upstream breaks off here too.
    return { text: "", broken: true };
  }
}

/** Whether an error is one of the caller's own format. @throws where it is not. */
export function inFormat(format: WireFormat, text: string): void {
  const body = JSON.parse(text) as { type?: unknown; message?: unknown; error?: Record<string, unknown> };
  if (format === "bedrock-converse" && typeof body.message === "string") return;
  const { error } = body;
  const ok =
    typeof error?.["message"] === "string" &&
    (format === "gemini"
      ? typeof error["code"] === "number" && typeof error["status"] === "string"
      : typeof error["type"] === "string" && (format !== "anthropic-messages" || body.type === "error"));
  if (!ok) throw new Error(`no error of ${format}: ${text.slice(0, 300)}`);
}

/** Kinds of input that go through a whole gateway. */
export const GATEWAY_KINDS = [{ name: "exchanges", share: 100, inputs: requests, check: passes }];
