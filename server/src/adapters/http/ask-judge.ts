import { ERROR_KINDS } from "../../core/error.ts";
import type { AskJudge } from "../../quality/evaluators/judge/run-judge.ts";

/** Where a judge's model is asked. */
export interface JudgeEndpoint {
  /** Without the path: `http://127.0.0.1:4141`. */
  readonly baseUrl: string;
  /** Left out where none is shown. */
  readonly key?: string;
  /** Headers beside the usual ones, such as `bellwether-contract`. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

/** Bytes of a reply that are read: a judgement is a sentence and a number. */
const MOST_BYTES = 1024 * 1024;

/** Names of errors that may be repeated in a log: of others nobody knows what a provider put into them. */
const PROVIDERS_ERRORS =
  "invalid_api_key insufficient_quota rate_limit_exceeded rate_limit_error overloaded_error model_not_found not_found_error context_length_exceeded invalid_request_error server_error authentication_error permission_error unsupported_parameter unsupported_value api_error";
const KNOWN_ERRORS: ReadonlySet<unknown> = new Set([...PROVIDERS_ERRORS.split(" "), ...Object.keys(ERROR_KINDS)]);

/**
 * Asks a judge's model in the format of OpenAI Chat Completions, which most gateways and servers of
 * models speak. A Bellwether in between is told that nobody else may answer; others pass over that.
 */
export function askJudgeAt({ baseUrl, key, headers, timeoutMs }: JudgeEndpoint): AskJudge {
  return async ({ model, system, user, maxTokens, schema }, signal) => {
    const timeout = AbortSignal.timeout(timeoutMs);
    const response = await fetch(`${baseUrl}/v1/chat/completions`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        "bellwether-require": "substitution=none; delegation=none",
        ...headers,
      },
      body: JSON.stringify({
        model,
        max_completion_tokens: maxTokens,
        messages: [
          { role: "system", content: system },
          { role: "user", content: user },
        ],
        response_format: { type: "json_schema", json_schema: { name: "judgement", strict: true, schema } },
      }),
      // Content and key are for this address, and for none that it names.
      redirect: "manual",
      signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
    });
    const text = await boundedText(response);
    // No more than the error's own name: providers quote what they were sent, and this is written into logs.
    if (!response.ok) throw new Error(`the judge's model was not reached: ${response.status}${errorName(text)}`);
    const reply = objectOf(text);
    const content = objectAt(objectAt(reply["choices"], 0), "message")["content"];
    const usage = objectAt(reply, "usage");
    const [input, output] = [usage["prompt_tokens"], usage["completion_tokens"]];
    return {
      text: typeof content === "string" ? content : "",
      model: typeof reply["model"] === "string" ? reply["model"] : undefined,
      ...(typeof input === "number" && typeof output === "number" ? { use: { input, output } } : {}),
    };
  };
}

/** @throws {Error} where there is more than is read; the rest is not waited for. */
async function boundedText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new Error(`the judge's model answered with more than ${MOST_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function errorName(text: string): string {
  try {
    const error = objectAt(objectOf(text), "error");
    const name = error["code"] ?? error["type"] ?? error["status"];
    return KNOWN_ERRORS.has(name) ? ` ${String(name)}` : "";
  } catch {
    // It is no JSON: the status is all that is known.
    return "";
  }
}

type Members = Readonly<Record<string | number, unknown>>;

function objectOf(text: string): Members {
  try {
    return objectAt([JSON.parse(text)], 0);
  } catch (cause) {
    throw new Error("the judge's model answered what is no JSON", { cause });
  }
}

function objectAt(value: unknown, key: string | number): Members {
  const member = typeof value === "object" && value !== null ? (value as Members)[key] : undefined;
  return typeof member === "object" && member !== null ? (member as Members) : {};
}
