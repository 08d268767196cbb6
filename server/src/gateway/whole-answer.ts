import { IN_STEP } from "../core/turn.ts";
import type { ResponseFacts } from "../wire/facts.ts";
import { type Answer, brokenOff, NO_BODY, REFUSED, substitutionRefused, upstreamColumns } from "./answer.ts";
import { servedBy } from "./served.ts";
import { judgeEmbeddings } from "./embedding.ts";
import type { Exchange } from "./exchange.ts";
import type { Outcome } from "./exchange-log.ts";
import { servedFields, setProvenanceHeaders } from "./provenance-headers.ts";
import { clientHeaders } from "./target.ts";
import { decoded, isEncoded, readWhole } from "./whole-body.ts";

/** Passes an answer on that is one document: judged whole, and recorded before its first byte leaves. */
export async function passWhole(answer: Answer): Promise<Response> {
  const { exchange, codec, response, decided, embedding, done, ports } = answer;
  const body = await bodyOf(answer).catch((cause: unknown) => {
    throw brokenOff(answer, cause);
  });
  done();
  await ports.turn();
  const bytes = await decoded(body, response.headers.get("content-encoding"));
  const { status } = response;
  const { facts: said, content } =
    embedding === undefined
      ? codec.readWhole(bytes, status)
      : { facts: embedding.readAnswer(bytes, status), content: undefined };
  const facts = servedBy(answer.upstream, response.headers, said);
  await IN_STEP;
  const answered = response.status < 400 && facts.error === undefined;
  const critical = decided?.contracted.severity.safetyCritical === true;
  // An answer that does not say who gave it is nobody's: a safety-critical surface fails closed.
  const unknown = answered && critical && facts.model === undefined && !NO_BODY.has(response.status);
  const refused = exchange.judge(facts) || unknown;
  tellServed(exchange, facts);
  if (refused && decided !== undefined) {
    await exchange.end("refused", 409, facts, { ...upstreamColumns(response), ...REFUSED });
    throw substitutionRefused(decided);
  }
  if (embedding !== undefined) await judgeEmbeddings(answer, embedding, facts);
  if (!isEncoded(response.headers.get("content-encoding"))) exchange.answers("document");
  await IN_STEP;
  exchange.deliver(body);
  const outcome: Outcome = !answered ? "failed" : facts.complete || facts.underWay === true ? "complete" : "cut";
  await exchange.end(outcome, response.status, facts, upstreamColumns(response), content);
  await answer.opened;
  const headers = clientHeaders(response.headers);
  setProvenanceHeaders(headers, exchange.header);
  ports.counters.inFlight--;
  return new Response(NO_BODY.has(response.status) ? null : body, { status: response.status, headers });
}

/** An answer that is announced to be no longer than this has come when it has begun. */
const AT_ONCE = 64 * 1024;

function bodyOf({ response, heard }: Answer): Promise<Uint8Array<ArrayBuffer>> {
  const announced = response.headers.get("content-length");
  const atOnce = announced !== null && Number(announced) <= AT_ONCE;
  return atOnce ? response.bytes() : readWhole(response.body, heard);
}

function tellServed(exchange: Exchange, facts: ResponseFacts): void {
  const { usage } = facts;
  const write = usage === undefined ? 0 : usage.cacheWrite5m + usage.cacheWrite1h + usage.cacheWriteOther;
  exchange.tell({
    states: { ...exchange.header.states, served: servedFields(facts) },
    violations: exchange.findings.map(({ id }) => id),
    ...(usage === undefined ? {} : { cache: { read: usage.cacheRead, write } }),
  });
}
