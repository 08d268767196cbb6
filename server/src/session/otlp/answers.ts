import type { BellwetherError } from "../../core/error.ts";

/** The encodings of OTLP over HTTP. */
export type OtlpForm = "json" | "protobuf";

/** The answer to an export: all was taken, or some spans were refused, and why the first was. */
export function exportAnswer(form: OtlpForm, refused: readonly string[]): Response {
  const [why = ""] = refused;
  if (form === "json") {
    const partial = { rejectedSpans: String(refused.length), errorMessage: why };
    return Response.json(refused.length === 0 ? {} : { partialSuccess: partial });
  }
  // ExportTraceServiceResponse { partial_success = 1 { rejected_spans = 1, error_message = 2 } }
  const partial = [...varintField(1, refused.length), ...textField(2, why)];
  return protobuf(refused.length === 0 ? [] : [...lengthOf(1, partial.length), ...partial], 200);
}

/** The answer to an export that failed: a `google.rpc.Status`; what is in our way may be tried again. */
export function exportFailure(form: OtlpForm, error: BellwetherError): Response {
  // 503 is one of the statuses that exporters try again on, 500 is not.
  const { status } = error.kind;
  const code = CODES[status] ?? 2;
  const again = error.retryAfter === undefined ? {} : { "retry-after": String(error.retryAfter) };
  if (form === "json") return Response.json({ code, message: error.message }, { status, headers: again });
  return protobuf([...varintField(1, code), ...textField(2, error.message)], status, again);
}

/** Codes of gRPC by the status that stands for them. */
const CODES: Readonly<Record<number, number>> = { 400: 3, 401: 16, 403: 7, 404: 5, 413: 3, 500: 13, 503: 14 };

function protobuf(bytes: readonly number[], status: number, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(Uint8Array.from(bytes), {
    status,
    headers: { "content-type": "application/x-protobuf", ...headers },
  });
}

function varintField(number: number, value: number): readonly number[] {
  return [(number << 3) | 0, ...varint(value)];
}

function textField(number: number, text: string): readonly number[] {
  const bytes = new TextEncoder().encode(text);
  return [...lengthOf(number, bytes.length), ...bytes];
}

function lengthOf(number: number, length: number): readonly number[] {
  return [(number << 3) | 2, ...varint(length)];
}

function varint(value: number): readonly number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 0x7f) {
    bytes.push((rest & 0x7f) | 0x80);
    rest = Math.floor(rest / 128);
  }
  return [...bytes, rest];
}
