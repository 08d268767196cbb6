import type { JsonObject } from "../../../wire/json/value.ts";
import type { Move } from "../behaviour.ts";
import { piecesOf } from "../pieces.ts";
import { reasoningText, reasoningTokens } from "../reasoning.ts";
import { type Random, seededName } from "../seeded.ts";
import { estimateTokens, firstTokens } from "../tokens.ts";
import type { GeminiRequest } from "./request.ts";
import type { ThoughtSigner } from "./thought-signature.ts";

/** What an answer holds, and what it cost. */
export interface Candidate {
  readonly parts: readonly JsonObject[];
  readonly finishReason: string;
  readonly textTokens: number;
  readonly thoughtTokens: number;
}

/** Everything around the candidate of an answer. */
export interface AnswerParts {
  readonly candidate: Candidate;
  readonly id: string;
  readonly model: string;
  readonly promptTokens: number;
  readonly cachedTokens: number;
}

/** Puts a candidate together, within the limit of tokens and up to the first stop sequence. */
export function candidateOf(
  move: Move,
  request: GeminiRequest,
  id: string,
  signer: ThoughtSigner,
  random: Random,
): Candidate {
  const most = Math.floor(request.maxTokens / 2);
  const thinks = move.think !== false && request.effort !== undefined && request.effort !== "none";
  const drawn = thinks ? reasoningTokens(request.effort ?? "", random, most) : 0;
  const thoughtTokens = typeof move.think === "string" && thinks ? Math.min(most, estimateTokens(move.think)) : drawn;
  const parts: JsonObject[] = [];
  if (thinks && request.includeThoughts) {
    const text = typeof move.think === "string" ? move.think : reasoningText(thoughtTokens, random);
    parts.push({ text, thought: true });
  }
  const stops = request.stop.map((sequence) => move.text.indexOf(sequence)).filter((at) => at >= 0);
  const whole = stops.length === 0 ? move.text : move.text.slice(0, Math.min(...stops));
  const text = firstTokens(whole, request.maxTokens - thoughtTokens);
  let used = estimateTokens(text);
  let full = text.length < whole.length;
  const signature = thinks ? { thoughtSignature: signer.sign(id) } : {};
  if (text !== "" || move.calls.length === 0) parts.push({ text, ...(move.calls.length === 0 ? signature : {}) });
  for (const [place, call] of move.calls.entries()) {
    const tokens = estimateTokens(call.name + JSON.stringify(call.input));
    if (full || thoughtTokens + used + tokens > request.maxTokens) {
      full = true;
      break;
    }
    used += tokens;
    const functionCall = { id: seededName(16, id, String(place)), name: call.name, args: call.input };
    // Of calls side by side the first one is signed.
    parts.push({ functionCall, ...(place === 0 ? signature : {}) });
  }
  const finishReason = move.directive?.stopReason ?? (full ? "MAX_TOKENS" : "STOP");
  return { parts, finishReason, textTokens: Math.max(1, used), thoughtTokens };
}

/** A whole answer as the API gives it. */
export function wholeAnswer(answer: AnswerParts): JsonObject {
  const { candidate } = answer;
  return chunk(answer, candidate.parts, candidate.finishReason, usageOf(answer));
}

/** The same as the chunks of a stream; the last one says why it ended and what it cost. */
export function answerChunks(answer: AnswerParts, random: Random): readonly JsonObject[] {
  const pieces = answer.candidate.parts.flatMap((part) => partPieces(part, random));
  const { finishReason } = answer.candidate;
  return pieces.map((part, index) => {
    const last = index === pieces.length - 1;
    return chunk(answer, [part], last ? finishReason : undefined, usageOf(answer, last));
  });
}

function partPieces(part: JsonObject, random: Random): readonly JsonObject[] {
  if (typeof part.text !== "string" || part.text === "") return [part];
  const { text, thoughtSignature, ...rest } = part;
  const pieces = piecesOf(text, random).map((piece): JsonObject => ({ text: piece, ...rest }));
  return thoughtSignature === undefined ? pieces : [...pieces, { text: "", ...rest, thoughtSignature }];
}

function chunk(
  answer: AnswerParts,
  parts: readonly JsonObject[],
  finishReason: string | undefined,
  usageMetadata: JsonObject,
): JsonObject {
  return {
    candidates: [
      { content: { parts, role: "model" }, ...(finishReason === undefined ? {} : { finishReason }), index: 0 },
    ],
    usageMetadata,
    modelVersion: answer.model,
    responseId: answer.id,
  };
}

function usageOf({ candidate, promptTokens, cachedTokens }: AnswerParts, ended = true): JsonObject {
  const candidatesTokenCount = candidate.textTokens;
  const { thoughtTokens } = candidate;
  return {
    promptTokenCount: promptTokens,
    ...(ended ? { candidatesTokenCount } : {}),
    totalTokenCount: promptTokens + (ended ? candidatesTokenCount + thoughtTokens : 0),
    ...(cachedTokens === 0 ? {} : { cachedContentTokenCount: cachedTokens }),
    promptTokensDetails: [{ modality: "TEXT", tokenCount: promptTokens }],
    ...(ended && thoughtTokens > 0 ? { thoughtsTokenCount: thoughtTokens } : {}),
  };
}
