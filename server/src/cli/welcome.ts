import type { UpstreamConfig } from "../config/config.ts";

/** What there is to say when everything is up. */
export interface WelcomeFacts {
  readonly url: string;
  readonly host: string;
  readonly data: string;
  /** Shown once; undefined where keys were made before. */
  readonly key: string | undefined;
  readonly contracts: readonly {
    readonly surface: string;
    readonly version: string;
    readonly channels: readonly string[];
  }[];
  readonly upstreams: readonly UpstreamConfig[];
  readonly welcome: boolean;
}

/** What became of the welcome traffic. */
export interface WelcomeTraffic {
  readonly exchanges: readonly string[];
  readonly failed: number;
}

/** Sends a little traffic of the shapes that real clients send: plain, streamed, with tools, in both formats. */
export async function sendWelcomeTraffic(url: string, key: string): Promise<WelcomeTraffic> {
  const anthropic = {
    "x-api-key": key,
    "anthropic-version": "2023-06-01",
    "content-type": "application/json",
    "bellwether-session": "welcome",
  };
  const openai = {
    authorization: `Bearer ${key}`,
    "content-type": "application/json",
    "bellwether-session": "welcome-openai",
  };
  const tool = {
    name: "get_weather",
    description: "Weather of a city",
    input_schema: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
  };
  const requests: [string, Record<string, string>, unknown][] = [
    [
      "/v1/messages",
      anthropic,
      {
        model: "claude-opus-4-6",
        max_tokens: 256,
        messages: [{ role: "user", content: "Say hi." }],
        output_config: { effort: "high" },
      },
    ],
    [
      "/v1/messages",
      anthropic,
      {
        model: "claude-opus-4-6",
        max_tokens: 256,
        stream: true,
        tools: [tool],
        messages: [{ role: "user", content: "What is a bellwether?" }],
      },
    ],
    [
      "/v1/chat/completions",
      openai,
      {
        model: "gpt-5.5",
        messages: [
          { role: "system", content: "Answer in full sentences." },
          { role: "user", content: "Say hi." },
        ],
      },
    ],
    [
      "/v1/chat/completions",
      openai,
      {
        model: "gpt-5.5",
        stream: true,
        stream_options: { include_usage: true },
        messages: [{ role: "user", content: "Count to three." }],
      },
    ],
  ];
  const exchanges: string[] = [];
  let failed = 0;
  for (const [path, headers, body] of requests) {
    const response = await fetch(`${url}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    await response.text();
    if (!response.ok) failed++;
    const id = response.headers.get("bellwether-exchange");
    if (id !== null) exchanges.push(id);
  }
  return { exchanges, failed };
}

/** What is printed when everything is up. */
export function welcomeText(facts: WelcomeFacts, traffic: WelcomeTraffic | undefined): string {
  const lines = ["", `Bellwether is up at ${facts.url}`, ""];
  const contracts = facts.contracts.map(
    ({ surface, version, channels }) =>
      `${surface}@${version}${channels.length > 0 ? ` (${channels.join(", ")})` : ""}`,
  );
  lines.push(`  contracts  ${contracts.length > 0 ? contracts.join(", ") : "none yet: bellwether init writes one"}`);
  lines.push(
    `  upstreams  ${facts.upstreams.map(({ name, baseUrl, lab }) => `${name} → ${lab ? `lab (${baseUrl})` : baseUrl}`).join(", ")}`,
  );
  lines.push(`  data       ${facts.data}`);
  if (facts.host !== "127.0.0.1" && facts.host !== "localhost" && facts.host !== "::1")
    lines.push(`  ! it listens on ${facts.host}: whoever reaches it and has a key can call it, without TLS`);
  if (facts.key !== undefined) lines.push("", "A key to call it with, shown this once:", "", `  ${facts.key}`);
  if (traffic !== undefined) {
    const failed = traffic.failed > 0 ? `; ${traffic.failed} of them failed` : "";
    lines.push(
      "",
      `${traffic.exchanges.length} requests were sent through it${failed}. See them with:`,
      "",
      "  npx bellwether query --synthetic --since 5m",
    );
  }
  if (facts.welcome && facts.key !== undefined) lines.push(...snippets(facts.url, facts.key));
  lines.push("", "Stop it with Ctrl-C.", "");
  return `${lines.join("\n")}\n`;
}

function snippets(url: string, key: string): string[] {
  const body = `{"model":"claude-opus-4-6","max_tokens":64,"messages":[{"role":"user","content":"say hi"}]}`;
  return [
    "",
    "Paste into another terminal:",
    "",
    `  curl -si ${url}/v1/messages -H 'x-api-key: ${key}' -H 'anthropic-version: 2023-06-01' -H 'content-type: application/json' -d '${body}'`,
    "",
    "or run with Node, where the package openai is installed:",
    "",
    `  import OpenAI from "openai"`,
    `  const client = new OpenAI({ baseURL: "${url}/v1", apiKey: "${key}" })`,
    `  const answer = await client.chat.completions.create({ model: "gpt-5.5", messages: [{ role: "user", content: "say hi" }] })`,
    "  console.log(answer.choices[0].message.content)",
    "",
    "or Claude Code:",
    "",
    `  ANTHROPIC_BASE_URL=${url} ANTHROPIC_API_KEY=${key} claude -p "say hi"`,
  ];
}
