import type { AskJudge } from "../../quality/evaluators/judge/run-judge.ts";

/** Where a judge's model is asked. */
export interface JudgeEndpoint {
  /** Without the path: `http://127.0.0.1:4141`. */
  readonly baseUrl: string;
  readonly key: string;
  /** Headers beside the usual ones, such as `bellwether-contract`. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

const NAME = /^[A-Za-z][A-Za-z0-9_.-]{0,63}$/;

/**
 * Asks a judge's model in the format of OpenAI Chat Completions, which most gateways and servers of
 * models speak. A Bellwether in between is told that nobody else may answer; others pass over that.
 */
export function askJudgeAt({ baseUrl, key, headers, timeoutMs }: JudgeEndpoint): AskJudge {
  return async ({ model, system, user, maxTokens, schema }) => {
    const response = await fetch(`${baseUrl}/v1/chat/completions`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        authorization: `Bearer ${key}`,
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
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await response.text();
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

function errorName(text: string): string {
  try {
    const error = objectAt(objectOf(text), "error");
    const name = error["code"] ?? error["type"] ?? error["status"];
    return typeof name === "string" && NAME.test(name) ? ` ${name}` : "";
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
