import type { ExchangeRecord } from "../exchange/columns.ts";
import { type ExportResource, exportAsJson } from "../exchange/telemetry/encode.ts";
import type { TelemetrySpan } from "../exchange/telemetry/span.ts";
import { spansOfRecord } from "../exchange/telemetry/spans-of-record.ts";
import { BatchCourier, type BatchCourierPorts } from "./batch-courier.ts";

/** What bringing spans takes. */
export interface SpanCourierPorts extends Pick<BatchCourierPorts<TelemetrySpan>, "send" | "after" | "report"> {
  readonly resource: ExportResource;
}

/** Brings the spans of stored records to a collector. */
export class SpanCourier {
  readonly #courier: BatchCourier<TelemetrySpan>;

  constructor({ resource, ...ports }: SpanCourierPorts) {
    this.#courier = new BatchCourier({ ...ports, what: "spans", encode: (spans) => exportAsJson(spans, resource) });
  }

  get counters(): BatchCourier<TelemetrySpan>["counters"] {
    return this.#courier.counters;
  }

  /** Takes records that are stored. What came as a trace goes nowhere: whoever sent it has it. */
  take(records: readonly ExchangeRecord[]): void {
    this.#courier.take(records.flatMap((record) => (record.node === "otlp" ? [] : spansOfRecord(record))));
  }

  /** Sends what waits, once, and then nothing more. */
  stop(): Promise<void> {
    return this.#courier.stop();
  }
}
