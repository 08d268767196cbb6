import { isBellwetherError } from "../../core/error.ts";
import type { EmbeddingsCodec } from "../codec.ts";
import type { ResponseFacts } from "../facts.ts";
import { parseSpan, type ScannedBody, scanBody } from "../json/scan.ts";
import { asObject, asText } from "../json/value.ts";
import { readResponse } from "./response.ts";
import { usageOf } from "./usage.ts";

/** `POST /v1/embeddings`: the model has the same place in what is asked and in what is answered. */
export const embeddings: EmbeddingsCodec = { requestedModel: modelNamed, readAnswer };

function modelNamed(body: ScannedBody): string | undefined {
  const span = body.members.get("model");
  return span === undefined ? undefined : asText(parseSpan(body.bytes, span));
}

/** The vectors, which may be megabytes of numbers, are passed over as bytes. */
function readAnswer(bytes: Uint8Array, status: number): ResponseFacts {
  const body = status >= 400 ? undefined : scanned(bytes);
  if (body === undefined || !body.members.has("data")) return readResponse(bytes, status);
  const usageAt = body.members.get("usage");
  const usage = usageAt === undefined ? undefined : usageOf(asObject(parseSpan(bytes, usageAt)));
  const model = modelNamed(body);
  return {
    ...(model === undefined ? {} : { model }),
    ...(usage === undefined ? {} : { usage }),
    fields: {},
    iterations: [],
    appliedEdits: [],
    toolCalls: [],
    reasoning: [],
    textLength: 0,
    complete: true,
  };
}

function scanned(bytes: Uint8Array): ScannedBody | undefined {
  try {
    return scanBody(bytes);
  } catch (thrown) {
    if (isBellwetherError(thrown)) return undefined;
    throw thrown;
  }
}
