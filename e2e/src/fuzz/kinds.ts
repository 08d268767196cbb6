import * as fc from "fast-check";
import { mutated } from "./mutate.ts";
import { answersToMutate, CONTRACTS, QUERIES, REQUESTS } from "./corpus.ts";
import { exampleFiles } from "../../../server/src/contract/fixtures/make.ts";
import { parseContract } from "../../../server/src/contract/load.ts";
import { canonicalJson } from "../../../server/src/core/jcs.ts";
import { isBellwetherError } from "../../../server/src/core/error.ts";
import { singleStatement } from "../../../server/src/adapters/clickhouse/read-only.ts";
import { compileQuery } from "../../../server/src/adapters/clickhouse/compile-query.ts";
import { parseQuery } from "../../../server/src/exchange/query/parse.ts";
import { RunAssembly } from "../../../server/src/exchange/spool/assembly.ts";
import { FrameEncoder, readFrames } from "../../../server/src/exchange/spool/frame.ts";
import { type SnapshotDocument, SnapshotLoader } from "../../../server/src/gateway/snapshot.ts";
import { CODECS } from "../../../server/src/wire/codecs.ts";
import { testMemo } from "../../../server/src/wire/codec-suite/reading.ts";
import { scanBody } from "../../../server/src/wire/json/scan.ts";
import { GATEWAY_KINDS } from "./gateway-kinds.ts";
import { NASTY, seeds } from "./values.ts";

/** A kind of input: how it is made, and what must hold of it. The check throws where it does not. */
export interface Kind {
  readonly name: string;
  /** How many of a thousand inputs are of this kind. */
  readonly share: number;
  readonly property: () => fc.IRawProperty<unknown>;
}

/** A kind from its inputs and its check. */
export function kind<T>(
  name: string,
  share: number,
  inputs: fc.Arbitrary<T>,
  check: (input: T) => void | Promise<void>,
): Kind {
  return { name, share, property: () => fc.asyncProperty(inputs, async (input) => check(input)) };
}

const decoder = new TextDecoder();
const memo = testMemo();

/** Runs what may refuse an input, but only by an error that says so. */
export function refusesWell(work: () => unknown): void {
  try {
    work();
  } catch (thrown) {
    if (!isBellwetherError(thrown) || thrown.code === "internal" || thrown.message === "") throw thrown;
  }
}

const requests = fc.oneof(
  fc.tuple(fc.constantFrom(...REQUESTS), seeds, fc.nat()).map(([request, seed, other]) => ({
    ...request,
    body: mutated(request.body, REQUESTS[other % REQUESTS.length]?.body ?? request.body, seed),
  })),
  fc.tuple(fc.constantFrom(...REQUESTS), NASTY).map(([request, value]) => ({
    ...request,
    body: new TextEncoder().encode(JSON.stringify(value) ?? ""),
  })),
);

const answers = fc.tuple(fc.nat(), fc.nat(), seeds, fc.nat(5)).map(([index, other, seed, change]) => {
  const all = answersToMutate();
  const answer = all[index % all.length];
  const foreign = all[other % all.length];
  if (answer === undefined || foreign === undefined) throw new Error("there is nothing to mutate");
  return change === 0 ? answer : { ...answer, bytes: mutated(answer.bytes, foreign.bytes, seed) };
});

/** Facts of a stream are the same however it is cut. */
function readsStream(
  { format, bytes }: { readonly format: keyof typeof CODECS; readonly bytes: Uint8Array },
  cuts: readonly number[],
): void {
  const facts = [[], cuts].map((places) => {
    const reader = CODECS[format].openStream();
    let from = 0;
    for (const cut of [...places].map((place) => place % (bytes.length + 1)).sort((a, b) => a - b)) {
      reader.push(bytes.subarray(from, cut));
      from = cut;
    }
    reader.push(bytes.subarray(from));
    reader.end();
    return JSON.stringify(reader.facts());
  });
  if (facts[0] !== facts[1]) throw new Error(`the facts depend on where the stream is cut:\n${facts.join("\n")}`);
}

const encoder = new FrameEncoder();
const segment = [
  ["open", { exchange: "01997b4e-0000-7000-8000-000000000001", tenant: "acme", violations: ["A"] }],
  ["close", { exchange: "01997b4e-0000-7000-8000-000000000001", outcome: "complete", status: 200 }],
  ["open", { exchange: "01997b4e-0000-7000-8000-000000000002" }],
  ["end", {}],
].map(([kind, part]) => encoder.encode(kind as "open", JSON.stringify(part)).slice());
const frames = new Uint8Array(segment.flatMap((frame) => [...frame]));

function readsFrames(bytes: Uint8Array): void {
  const scan = readFrames(bytes, 8);
  if (scan.end < 8 || scan.end > bytes.length + 8) throw new Error(`a segment ends at ${scan.end}`);
  const assembly = new RunAssembly();
  for (const frame of scan.frames) assembly.take(frame, 0);
  for (const record of assembly.interrupted()) JSON.stringify(record);
}

const loaded = parseContract("c.yaml", decoder.decode(CONTRACTS[1]), exampleFiles);
const contract = loaded.ok ? { digest: loaded.contract.digest, document: loaded.contract.document } : undefined;
const snapshot = new TextEncoder().encode(
  JSON.stringify({
    revision: 3,
    createdAt: 1,
    contracts: [contract],
    channels: { assistant: { stable: "1.0.0" } },
    keys: [{ id: "key_1", hash: "sha256:00", kind: "app", tenant: "acme", trusted: false, name: "" }],
  }),
);

/** A snapshot that is not whole is refused by whoever takes it, whatever is thrown; nothing else comes of it. */
function loadsSnapshot(bytes: Uint8Array): void {
  const loader = new SnapshotLoader();
  let document: unknown;
  try {
    document = JSON.parse(decoder.decode(bytes));
  } catch {
    // Not JSON: its reader keeps what it has.
    return;
  }
  refusesWell(() => loader.load(document as SnapshotDocument));
}

function asksQuery(texts: Parameters<typeof parseQuery>[0]): void {
  refusesWell(() => {
    const { text } = compileQuery(parseQuery(texts, 1e12), { kind: "key", tenant: "acme", key: "key_1" }, 100);
    // What a caller writes is bound, and the fence is always there.
    if (!text.includes("tenant = {p") || /OR 1=1|;|--/.test(text)) throw new Error(`a query became ${text}`);
  });
}

const queries = fc
  .tuple(fc.constantFrom(...QUERIES), fc.constantFrom(...QUERIES), seeds)
  .map(([text, other, seed]) =>
    decoder.decode(mutated(new TextEncoder().encode(text), new TextEncoder().encode(other), seed)),
  );
const word = fc.oneof(
  fc.constantFrom(
    "count",
    "cost",
    "p95(duration_ms)",
    "uniq(session)",
    "contract",
    "__proto__",
    "constructor",
    "model",
  ),
  queries,
);

/** Every kind of input. */
export const KINDS: readonly Kind[] = [
  kind("request bodies", 250, requests, ({ format, body }) =>
    refusesWell(() => {
      const scanned = scanBody(body);
      CODECS[format].readRequest(scanned, new Headers(), memo, { model: "m", stream: false });
    }),
  ),
  kind("answers", 150, answers, ({ format, bytes, status }) => {
    CODECS[format].readResponse(bytes, status);
  }),
  kind("streams", 200, fc.tuple(answers, fc.array(fc.nat(), { maxLength: 6 })), ([answer, cuts]) =>
    readsStream(answer, cuts),
  ),
  kind(
    "contracts",
    60,
    fc.tuple(fc.constantFrom(...CONTRACTS), fc.constantFrom(...CONTRACTS), seeds),
    ([text, other, seed]) => {
      const result = parseContract("c.yaml", decoder.decode(mutated(text, other, seed)), exampleFiles);
      if (result.ok) canonicalJson(result.contract.document);
      else if (result.problems.length === 0) throw new Error("a contract was refused and nobody says why");
    },
  ),
  kind(
    "queries",
    100,
    fc.record(
      { where: queries, groupBy: word, show: word, orderBy: word, since: word, limit: word },
      { requiredKeys: [] },
    ),
    asksQuery,
  ),
  kind("SQL", 40, queries, (text) => refusesWell(() => singleStatement(`SELECT ${text}`))),
  kind("snapshots", 20, seeds, (seed) => loadsSnapshot(mutated(snapshot, snapshot, seed))),
  kind("spool frames", 80, seeds, (seed) => readsFrames(mutated(frames, frames, seed))),
  ...GATEWAY_KINDS.map(({ name, share, inputs, check }) => kind(name, share, inputs, check)),
];
