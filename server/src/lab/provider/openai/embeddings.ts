import { asList, asNumber, asText, type JsonObject } from "../../../wire/json/value.ts";
import { jsonAnswer, type LabAnswer } from "../answer.ts";
import { LabError } from "../lab-error.ts";
import { seededRandom } from "../seeded.ts";
import { estimateTokens } from "../tokens.ts";

const USUAL_DIMENSIONS = 1536;
const MOST_INPUTS = 2048;
const MOST_DIMENSIONS = 3072;

/**
 * Vectors of length one that are the same for the same text, model and seed, and near to nothing
 * else: they have no meaning.
 *
 * @throws {LabError} what the API refuses.
 */
export function embeddings(body: JsonObject, seed: string, serves: (model: string) => string): LabAnswer {
  const requested = asText(body.model);
  if (requested === undefined) throw new LabError(400, "you must provide a model parameter", "model");
  const inputs = inputsOf(body.input);
  const model = serves(requested);
  const dimensions = asNumber(body.dimensions) ?? USUAL_DIMENSIONS;
  if (!Number.isInteger(dimensions) || dimensions < 1 || dimensions > MOST_DIMENSIONS)
    throw new LabError(400, `Invalid value for 'dimensions': it must be from 1 to ${MOST_DIMENSIONS}.`, "dimensions");
  const base64 = body.encoding_format === "base64";
  const data = inputs.map((text, index) => {
    const vector = vectorOf(dimensions, seed, model, text);
    const embedding = base64 ? Buffer.from(Float32Array.from(vector).buffer).toString("base64") : vector;
    return { object: "embedding", index, embedding };
  });
  const tokens = inputs.reduce((sum, text) => sum + estimateTokens(text), 0);
  const usage = { prompt_tokens: tokens, total_tokens: tokens };
  return jsonAnswer({ object: "list", data, model, usage }, 200, { requestedModel: requested, servedModel: model });
}

function inputsOf(input: unknown): readonly string[] {
  const list = typeof input === "string" ? [input] : asList(input);
  // A list of numbers is one text as tokens.
  const texts = list.every((one) => typeof one === "number")
    ? [list.join(" ")]
    : list.map((one) => (Array.isArray(one) ? one.join(" ") : String(one)));
  if (list.length === 0 || texts.length > MOST_INPUTS || texts.includes("")) {
    throw new LabError(400, "'$.input' is invalid. Please check the API reference.", "input");
  }
  return texts;
}

function vectorOf(dimensions: number, seed: string, model: string, text: string): readonly number[] {
  const random = seededRandom(seed, "embedding", model, text);
  const raw = Array.from({ length: dimensions }, () => random() - 0.5);
  const length = Math.hypot(...raw);
  return raw.map((value) => value / length);
}
