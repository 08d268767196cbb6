import { describe, expect, test } from "bun:test";
import { createLab } from "../provider/lab.ts";
import { behind, hidesTokens, misspellsTools, shortensLives, stripsReasoning, type Vendor } from "./vendor.ts";

const BODY = {
  model: "claude-opus-4-6",
  max_tokens: 1_000,
  messages: [{ role: "user", content: 'Read it. [[lab {"tool":"read_file","input":{}}]]' }],
  tools: [{ name: "read_file", input_schema: { type: "object" } }],
};

async function asked(vendor: Vendor, times = 1) {
  const lab = behind(vendor, createLab({ now: () => 0 }));
  let answer: unknown;
  for (let time = 0; time < times; time++) {
    const request = new Request("http://lab/v1/messages", {
      method: "POST",
      headers: { "x-api-key": "k" },
      body: JSON.stringify(BODY),
    });
    answer = await (await lab.handle(request)).json();
  }
  return answer as {
    readonly model: string;
    readonly usage: { readonly input_tokens: number };
    readonly content: readonly { readonly name?: string }[];
  };
}

describe("a vendor before the lab", () => {
  test("hides tokens, serves another model and misspells tools, from the request on that it is told", async () => {
    const plain = await asked({});
    const hidden = { after: 1, answer: hidesTokens(500) };
    expect((await asked(hidden)).usage).toEqual(plain.usage);
    expect((await asked(hidden, 2)).usage.input_tokens).toBe(plain.usage.input_tokens + 500);
    expect((await asked({ fault: "serve-model=claude-sonnet-4-6" })).model).toBe("claude-sonnet-4-6");
    expect((await asked({ answer: misspellsTools })).content.map(({ name }) => name)).toContain("read-file");
  });

  test("shortens lives, and strips reasoning, of what it passes on", () => {
    const cached = { system: [{ type: "text", text: "a", cache_control: { type: "ephemeral", ttl: "1h" } }] };
    expect(JSON.stringify(shortensLives(cached))).toContain('"ttl":"5m"');
    const content = [
      { type: "thinking", thinking: "hm" },
      { type: "text", text: "a" },
    ];
    expect(
      stripsReasoning({
        messages: [
          { role: "assistant", content },
          { role: "user", content: "b" },
        ],
      }),
    ).toEqual({
      messages: [
        { role: "assistant", content: [{ type: "text", text: "a" }] },
        { role: "user", content: "b" },
      ],
    });
  });
});
