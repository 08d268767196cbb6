import type { SaidExchange } from "../declared/declared-exchange.ts";
import { asksModel, exchangeOfSpan } from "../declared/genai-span.ts";
import type { ExportedSpan } from "./trace-request.ts";

const NANOS = 1_000_000n;

/**
 * The exchanges that spans tell of. Of spans inside each other that all ask a model the innermost one is the request:
 * frameworks are traced, and the libraries under them once more.
 */
export function exchangesOfSpans(spans: readonly ExportedSpan[]): readonly SaidExchange[] {
  const asking = spans.filter(asksModel);
  const byId = new Map(spans.map((span) => [placeOf(span.trace, span.id), span]));
  const around = new Set<ExportedSpan>();
  for (const span of asking) {
    let outer = byId.get(placeOf(span.trace, span.parent));
    for (let depth = 0; outer !== undefined && outer !== span && depth < 100; depth++) {
      around.add(outer);
      outer = byId.get(placeOf(outer.trace, outer.parent));
    }
  }
  return asking.filter((span) => !around.has(span)).flatMap((span) => exchangeOf(span) ?? []);
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
