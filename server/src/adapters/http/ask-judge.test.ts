import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { JudgeRequest } from "../../quality/evaluators/judge/prompt.ts";
import { askJudgeAt } from "./ask-judge.ts";

const REQUEST: JudgeRequest = { model: "m-1", system: "judge", user: "this", maxTokens: 10, schema: {} };
const REPLY = {
  model: "m-1",
  choices: [{ message: { content: "{}" } }],
  usage: { prompt_tokens: 1, completion_tokens: 2 },
};

let server: ReturnType<typeof Bun.serve>;
const seen: Headers[] = [];
let answer: () => Response | Promise<Response>;
beforeAll(() => {
  server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: (request) => {
      seen.push(new Headers(request.headers));
      return answer();
    },
  });
});
afterAll(() => server.stop(true));

const asking = (key?: string) => {
  const shown = key === undefined ? {} : { key };
  return askJudgeAt({ baseUrl: `http://127.0.0.1:${server.port}`, ...shown, timeoutMs: 10_000 });
};
const refusal = (signal?: AbortSignal): Promise<string> =>
  asking()(REQUEST, signal).then(
    () => "none",
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );

describe("a judge's model", () => {
  test("is asked with its key, and without any where there is none", async () => {
    answer = () => Response.json(REPLY);
    expect(await asking("k")(REQUEST)).toEqual({ text: "{}", model: "m-1", use: { input: 1, output: 2 } });
    expect(seen.at(-1)?.get("authorization")).toBe("Bearer k");
    await asking()(REQUEST);
    expect(seen.at(-1)?.has("authorization")).toBe(false);
  });

  test("is not followed to where it sends on", async () => {
    answer = () => Response.redirect(`http://127.0.0.1:${server.port}/elsewhere`, 307);
    const before = seen.length;
    expect(await refusal()).toBe("the judge's model was not reached: 307");
    expect(seen.length).toBe(before + 1);
  });

  test("is read up to a bound, however much it says", async () => {
    let sent = 0;
    const chunk = new Uint8Array(64 * 1024);
    answer = () =>
      new Response(
        new ReadableStream({
          pull: (controller) => {
            if (sent >= 200 * 1024 * 1024) controller.close();
            else controller.enqueue(chunk);
            sent += chunk.length;
          },
        }),
      );
    expect(await refusal()).toBe("the judge's model answered with more than 1048576 bytes");
    expect(sent).toBeLessThan(100 * 1024 * 1024);
  });

  test("is not quoted: of its error only a name is told that is a known one", async () => {
    const failing = (code: string) => () => Response.json({ error: { code, message: "private" } }, { status: 429 });
    answer = failing("rate_limit_exceeded");
    expect(await refusal()).toBe("the judge's model was not reached: 429 rate_limit_exceeded");
    answer = failing("private");
    expect(await refusal()).toBe("the judge's model was not reached: 429");
  });

  test("is hung up on when nobody waits any more", async () => {
    const hangUp = new AbortController();
    answer = () => {
      hangUp.abort();
      return new Promise<Response>(() => undefined);
    };
    expect(await refusal(hangUp.signal)).toContain("abort");
  });
});
