import type { SaidExchange } from "../declared/declared-exchange.ts";
import { asksModel, exchangeOfSpan } from "../declared/genai-span.ts";
import type { ExportedSpan } from "./trace-request.ts";

const NANOS = 1_000_000n;

/** Spans that are known to be around a request to a model, by trace and id: also those that have not come yet. */
export interface Around {
  has(place: string): boolean;
  add(place: string): void;
}

/**
 * The exchanges that spans tell of. Of spans inside each other that all ask a model the innermost one is the request:
 * frameworks are traced, and the libraries under them once more.
 *
 * @param known what earlier exports of the same teller were inside of: a span ends after what is inside of it, and
 * often comes with a later export.
 */
export function exchangesOfSpans(spans: readonly ExportedSpan[], known: Around = new Set()): readonly SaidExchange[] {
  const byId = new Map(spans.map((span) => [placeOf(span.trace, span.id), span]));
  const around = new Set<ExportedSpan>();
  const agents = new Map<ExportedSpan, number>();
  for (const span of spans) {
    const own = placeOf(span.trace, span.id);
    const isAround = known.has(own);
    if (isAround) around.add(span);
    else if (!asksModel(span)) continue;
    let inner = span;
    for (let depth = 0; inner.parent !== "" && depth < 100; depth++) {
      const place = placeOf(span.trace, inner.parent);
      if (place === own) break;
      known.add(place);
      const outer = byId.get(place);
      if (outer === undefined) break;
      around.add(outer);
      if (isAgent(outer)) agents.set(span, (agents.get(span) ?? 0) + 1);
      inner = outer;
    }
  }
  return spans
    .filter((span) => asksModel(span) && !around.has(span))
    .flatMap((span) => {
      const exchange = exchangeOf(span);
      if (exchange === undefined) return [];
      // A product's own agent has a name too: a sub-agent is one that runs inside of another.
      const { agent, ...main } = exchange;
      return agent === undefined || (agents.get(span) ?? 0) > 1 ? [exchange] : [main];
    });
}

function isAgent({ attributes }: ExportedSpan): boolean {
  const kind = attributes["openinference.span.kind"];
  return (
    attributes["gen_ai.operation.name"] === "invoke_agent" ||
    (typeof kind === "string" && kind.toUpperCase() === "AGENT")
  );
}

function exchangeOf(span: ExportedSpan): SaidExchange | undefined {
  const { trace, id, name, attributes, resource, failed, started, ended } = span;
  return exchangeOfSpan({
    trace,
    id,
    name,
    attributes,
    resource,
    failed,
    // A span without a beginning has no place in time: whoever reads it refuses it.
    startedAt: started === 0n ? Number.NaN : Number(started / NANOS),
    endedAt: ended === 0n ? undefined : Number(ended / NANOS),
    events: span.events.map((event) => ({ ...event, at: Number(event.at / NANOS) })),
  });
}

function placeOf(trace: string, id: string): string {
  return `${trace}/${id}`;
}
