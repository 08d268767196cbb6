import { attributePairs, unixNanos } from "./encode.ts";
import { type ChunkGapCounts, GAP_BOUNDS_MS, gapBuckets } from "../chunk-gaps.ts";
import type { ExchangeRecord } from "../columns.ts";
import { said, type TypedAttributes } from "./span.ts";
import { failureOf, providerOf } from "./spans-of-record.ts";

interface Counter {
  readonly attributes: TypedAttributes;
  total: number;
}

interface Histogram {
  readonly attributes: TypedAttributes;
  count: number;
  sum: number;
  min: number;
  max: number;
  readonly buckets: number[];
}

/** The bounds that the conventions give durations, in seconds. */
const BOUNDS = GAP_BOUNDS_MS.map((bound) => bound / 1_000);
/** OTLP's number for sums since the start. */
const CUMULATIVE = 2;
/** Series of one metric: what comes with other attributes beyond them is counted as one more, and so none is lost. */
const MOST_SERIES = 2_000;
const BEYOND: TypedAttributes = { "otel.metric.overflow": "true" };

const COUNTERS = {
  "gen_ai.client.inference.usage.input_tokens": "input_tokens",
  "gen_ai.client.inference.usage.output_tokens": "output_tokens",
  "gen_ai.client.inference.usage.cache_read.input_tokens": "cache_read_tokens",
  "gen_ai.client.inference.usage.cache_write.input_tokens": "cache_write_tokens",
  "gen_ai.client.inference.usage.reasoning.output_tokens": "reasoning_tokens",
} as const satisfies Readonly<Record<string, keyof ExchangeRecord>>;

type Series<S> = Map<string, S>;

/**
 * What exchanges took and used, by the conventions for generative AI (OpenTelemetry, `gen_ai.client.*`), since it was
 * made: counters of tokens, and histograms of seconds. All is cumulative, so that an export that does not arrive loses
 * nothing that the next one has not.
 */
export class TelemetryMetrics {
  readonly #since: number;
  readonly #counters = new Map<string, Series<Counter>>();
  readonly #histograms = new Map<string, Series<Histogram>>();

  /** @param since when it was made, in milliseconds since 1970. */
  constructor(since: number) {
    this.#since = since;
  }

  /** Whether there is something to tell. */
  get isEmpty(): boolean {
    return this.#histograms.size === 0;
  }

  /** Counts an exchange; what asked no model, and what has no times, is none. */
  add(record: ExchangeRecord): void {
    const { received_at: began, ended_at: ended, first_token_at: first, operation } = record;
    if (operation !== "generate" || began === null || ended === null || record.erased) return;
    const failure = failureOf(record);
    const attributes = said({
      "gen_ai.operation.name": "chat",
      "gen_ai.provider.name": providerOf(record),
      "gen_ai.request.model": record.model_requested,
      "gen_ai.response.model": record.model_served,
      "bellwether.contract.surface": record.surface,
      "bellwether.contract.version": record.version,
    });
    const timed = failure === undefined ? attributes : { ...attributes, "error.type": failure };
    this.#take("gen_ai.client.operation.duration", timed, Math.max(0, ended - began) / 1_000);
    if (record.streamed && first !== null)
      this.#take("gen_ai.client.operation.time_to_first_chunk", attributes, Math.max(0, first - began) / 1_000);
    if (record.streamed) this.#takeGaps("gen_ai.client.operation.time_per_output_chunk", attributes, record.chunk_gaps);
    // Providers do not tell how many of them were words, and how many a picture's.
    const counted = { ...attributes, "gen_ai.token.modality": "unknown" };
    for (const [name, column] of Object.entries(COUNTERS)) {
      const tokens = record[column];
      if (tokens !== null && tokens > 0) seriesOf(this.#counters, name, counted, counterOf).total += tokens;
    }
  }

  #take(name: string, attributes: TypedAttributes, seconds: number): void {
    const histogram = seriesOf(this.#histograms, name, attributes, histogramOf);
    histogram.count++;
    histogram.sum += seconds;
    histogram.min = Math.min(histogram.min, seconds);
    histogram.max = Math.max(histogram.max, seconds);
    const bound = BOUNDS.findIndex((limit) => seconds <= limit);
    const bucket = bound < 0 ? BOUNDS.length : bound;
    histogram.buckets[bucket] = (histogram.buckets[bucket] ?? 0) + 1;
  }

  /** Takes what a record counted: of the shortest and the longest no more is known than between which bounds they lie. */
  #takeGaps(name: string, attributes: TypedAttributes, counts: ChunkGapCounts): void {
    const { buckets, ms } = gapBuckets(counts);
    if (buckets.every((count) => count === 0)) return;
    const histogram = seriesOf(this.#histograms, name, attributes, histogramOf);
    for (const [bucket, count] of buckets.entries()) {
      histogram.count += count;
      histogram.buckets[bucket] = (histogram.buckets[bucket] ?? 0) + count;
    }
    histogram.sum += ms / 1_000;
  }

  /** The metrics of OTLP in JSON, as they stand. @param now milliseconds since 1970. */
  asJson(now: number): readonly unknown[] {
    const times = { startTimeUnixNano: unixNanos(this.#since), timeUnixNano: unixNanos(now) };
    const aggregationTemporality = CUMULATIVE;
    const counters = [...this.#counters].map(([name, series]) => ({
      name,
      unit: "{token}",
      sum: {
        aggregationTemporality,
        isMonotonic: true,
        dataPoints: [...series.values()].map(({ attributes, total }) => ({
          attributes: attributePairs(attributes),
          ...times,
          asInt: String(total),
        })),
      },
    }));
    const histograms = [...this.#histograms].map(([name, series]) => ({
      name,
      unit: "s",
      histogram: {
        aggregationTemporality,
        dataPoints: [...series.values()].map(({ attributes, count, sum, min, max, buckets }) => ({
          attributes: attributePairs(attributes),
          ...times,
          count: String(count),
          sum,
          ...(min === Infinity ? {} : { min, max }),
          bucketCounts: buckets.map(String),
          explicitBounds: BOUNDS,
        })),
      },
    }));
    return [...counters, ...histograms];
  }
}

function counterOf(attributes: TypedAttributes): Counter {
  return { attributes, total: 0 };
}

function histogramOf(attributes: TypedAttributes): Histogram {
  const buckets = Array.from({ length: BOUNDS.length + 1 }, () => 0);
  return { attributes, count: 0, sum: 0, min: Infinity, max: 0, buckets };
}

function seriesOf<S>(
  all: Map<string, Series<S>>,
  name: string,
  attributes: TypedAttributes,
  make: (attributes: TypedAttributes) => S,
): S {
  let series = all.get(name);
  if (series === undefined) all.set(name, (series = new Map<string, S>()));
  const own = JSON.stringify(attributes);
  const [key, kept] = series.has(own) || series.size < MOST_SERIES ? [own, attributes] : ["", BEYOND];
  let one = series.get(key);
  if (one === undefined) series.set(key, (one = make(kept)));
  return one;
}
