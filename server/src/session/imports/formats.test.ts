import { describe, expect, test } from "bun:test";
import { chat } from "./chat.ts";
import { claudeCode } from "./claude-code.ts";
import { codex } from "./codex.ts";
import { formatOf } from "./formats.ts";
import { geminiCli } from "./gemini-cli.ts";
import { langfuse } from "./langfuse.ts";
import { sweAgent } from "./swe-agent.ts";

const T0 = Date.parse("2026-04-01T12:00:00Z");
const time = (seconds: number): string => new Date(T0 + seconds * 1_000).toISOString();
const lines = (...values: readonly unknown[]): string => values.map((value) => JSON.stringify(value)).join("\n");
const file = (text: string) => ({ text, name: "file", at: T0 });

const usage = { input_tokens: 10, cache_read_input_tokens: 90, cache_creation_input_tokens: 0, output_tokens: 7 };
const claude = (at: number, type: string, message: unknown, more: object = {}) => ({
  type,
  uuid: `u${at}`,
  sessionId: "s",
  version: "2.1.87",
  timestamp: time(at),
  message,
  ...more,
});
const answerLine = (at: number, content: unknown, more: object = {}) =>
  claude(at, "assistant", {
    id: "msg_1",
    role: "assistant",
    model: "claude-opus-4-6",
    content: [content],
    usage,
    ...more,
  });

describe("Claude Code's session files", () => {
  const session = lines(
    claude(0, "user", { role: "user", content: "Fix the port." }),
    answerLine(2, { type: "thinking", thinking: "hm" }),
    answerLine(3, { type: "text", text: "I look." }),
    answerLine(
      4,
      { type: "tool_use", id: "t", name: "Read", input: { file_path: "/a.ts" } },
      { stop_reason: "tool_use" },
    ),
    claude(6, "user", {
      role: "user",
      content: [{ type: "tool_result", tool_use_id: "t", content: "x", is_error: true }],
    }),
    claude(8, "assistant", { id: "msg_2", role: "assistant", model: "claude-opus-4-6", content: "Done.", usage }),
  );

  test("are exchanges of one message each, whose usage counts once however many lines repeat it", () => {
    const { exchanges, problems } = claudeCode.read(file(session));
    expect(problems).toEqual([]);
    expect(exchanges).toHaveLength(2);
    expect(exchanges[0]).toMatchObject({
      id: "msg_1",
      session: "s",
      at: T0,
      ended_at: T0 + 4_000,
      client_version: "2.1.87",
      model_served: "claude-opus-4-6",
      finish_reason: "tool_use",
      usage: { input: 100, output: 7, cache_read: 90 },
      brought: [{ said: "Fix the port.", results: [] }],
      answer: { text: "I look.", calls: [{ name: "Read", arguments: '{"file_path":"/a.ts"}' }] },
    });
    expect(exchanges[1]).toMatchObject({ at: T0 + 6_000, brought: [{ said: "", results: [true] }] });
  });

  test("tell of sub-agents, compactions and what failed, and leave out what nobody said", () => {
    const { exchanges, passedOver } = claudeCode.read(
      file(
        lines(
          claude(0, "user", { role: "user", content: "<command-name>/clear</command-name>" }),
          claude(1, "user", { role: "user", content: "a reminder" }, { isMeta: true }),
          { type: "system", subtype: "compact_boundary", sessionId: "s", timestamp: time(2) },
          claude(3, "user", { role: "user", content: "Go on." }),
          answerLine(4, { type: "text", text: "On." }),
          claude(5, "user", { role: "user", content: "Look." }, { agentId: "a1" }),
          claude(
            6,
            "assistant",
            { id: "msg_9", role: "assistant", model: "claude-haiku-4-5", content: "Seen." },
            { agentId: "a1" },
          ),
          claude(
            7,
            "assistant",
            { id: "x", model: "<synthetic>", content: "No." },
            { isApiErrorMessage: true, error: "overloaded_error" },
          ),
          claude(8, "assistant", { id: "y", model: "<synthetic>", content: "No response requested." }),
          { type: "file-history-snapshot" },
        ),
      ),
    );
    expect(exchanges.map(({ agent, compacted, outcome }) => [agent, compacted, outcome])).toEqual([
      [undefined, true, undefined],
      ["a1", undefined, undefined],
      [undefined, undefined, "failed"],
    ]);
    expect(exchanges[2]).toMatchObject({ error_code: "overloaded_error" });
    expect(exchanges[2]).not.toHaveProperty("model_served");
    expect(passedOver).toMatchObject({ "user/not said": 2, "assistant/synthetic": 1, "file-history-snapshot": 1 });
  });

  test("are lines too where the first of them looks like an export of the web version", () => {
    expect(claudeCode.read(file(`{"loglines": []}\n${session}`)).exchanges).toHaveLength(2);
  });

  test("are read past lines that are broken, and say which", () => {
    const { exchanges, problems } = claudeCode.read(file(`${session}\n42\n{"type":"assi`));
    expect(exchanges).toHaveLength(2);
    expect(problems).toEqual([
      { line: 7, why: "is no JSON object" },
      { line: 8, why: "is cut short: the file was being written" },
    ]);
  });
});

describe("Codex' session files", () => {
  const item = (at: number, payload: object) => ({ timestamp: time(at), type: "response_item", payload });
  const counted = (at: number, total: number) => ({
    timestamp: time(at),
    type: "event_msg",
    payload: {
      type: "token_count",
      info: {
        total_token_usage: { total_tokens: total },
        last_token_usage: { input_tokens: 100, cached_input_tokens: 60, output_tokens: 9, reasoning_output_tokens: 4 },
      },
    },
  });
  test("are answers of as many items as stand together, each with the tokens that were counted behind it", () => {
    const { exchanges } = codex.read(
      file(
        lines(
          {
            timestamp: time(0),
            type: "session_meta",
            payload: { id: "c", cli_version: "0.169.0", model_provider: "openai" },
          },
          { timestamp: time(0), type: "turn_context", payload: { model: "gpt-5.5", effort: "high" } },
          item(0, {
            type: "message",
            role: "user",
            content: [{ type: "input_text", text: "<environment_context>x</environment_context>" }],
          }),
          item(1, { type: "message", role: "user", content: [{ type: "input_text", text: "List." }] }),
          item(2, { type: "reasoning", summary: [] }),
          item(3, { type: "function_call", call_id: "1", name: "shell", arguments: '{"command":["ls"]}' }),
          item(4, { type: "function_call_output", call_id: "1", output: '{"output":"","metadata":{"exit_code":2}}' }),
          counted(4, 109),
          counted(5, 109),
          item(6, { type: "message", role: "assistant", content: [{ type: "output_text", text: "Two." }] }),
          { timestamp: time(7), type: "event_msg", payload: { type: "turn_aborted" } },
        ),
      ),
    );
    expect(exchanges).toHaveLength(2);
    expect(exchanges[0]).toMatchObject({
      session: "c",
      at: T0 + 1_000,
      effort: "high",
      model_requested: "gpt-5.5",
      usage: { input: 100, output: 9, cache_read: 60, reasoning: 4 },
      brought: [{ said: "List.", results: [] }],
      answer: { text: "", calls: [{ name: "shell", arguments: '{"command":["ls"]}' }] },
    });
    expect(exchanges[1]).toMatchObject({ brought: [{ said: "", results: [true] }], outcome: "cancelled" });
    expect(exchanges[1]).not.toHaveProperty("usage");
  });
});

describe("Gemini CLI's session files", () => {
  const answer = {
    id: "g2",
    type: "gemini",
    timestamp: time(2),
    model: "gemini-3-flash-preview",
    content: "",
    tokens: { input: 100, output: 10, cached: 40, thoughts: 5, tool: 1, total: 116 },
    toolCalls: [{ name: "read_file", args: { absolute_path: "/a" }, status: "error", timestamp: time(3) }],
  };
  const said = { id: "g1", type: "user", timestamp: time(1), content: [{ text: "Read it." }] };
  const end = { id: "g3", type: "gemini", timestamp: time(5), content: "Done." };
  test("count thoughts as written and what tools read as read, in both forms", () => {
    const head = { sessionId: "g", projectHash: "h", kind: "main" };
    for (const text of [
      JSON.stringify({ ...head, messages: [said, answer, end] }, null, 2),
      lines(head, said, answer, end),
    ]) {
      const { exchanges } = geminiCli.read(file(text));
      expect(exchanges).toHaveLength(2);
      expect(exchanges[0]).toMatchObject({
        session: "g",
        usage: { input: 101, output: 15, cache_read: 40, reasoning: 5 },
        brought: [{ said: "Read it." }],
      });
      expect(exchanges[1]).toMatchObject({ at: T0 + 3_000, brought: [{ said: "", results: [true] }] });
    }
  });
});

test("SWE-agent's trajectories are steps without times or tokens, of files by one name", () => {
  const state = (open: string) => JSON.stringify({ open_file: open, working_dir: "/repo" });
  const { exchanges, untimed } = sweAgent.read(
    file(
      JSON.stringify({
        trajectory: [
          { action: "open src/a.py\n", thought: "I look.", state: state("n/a") },
          { action: "edit 1:1\nx = 1\nend_of_edit\n", thought: "", state: state("/repo/src/a.py") },
          { action: "python -m pytest\n", thought: "", state: state("/repo/src/a.py") },
        ],
        history: [{ role: "user", content: "Fix it." }],
        info: { model_stats: { tokens_sent: 100 }, exit_status: "submitted" },
      }),
    ),
  );
  expect(untimed).toBe(true);
  expect(
    exchanges.map(
      ({ answer }) =>
        answer?.calls?.map((call) => [call.name, (JSON.parse(call.arguments) as { path?: string }).path])[0],
    ),
  ).toEqual([
    ["open", "/repo/src/a.py"],
    ["edit", "/repo/src/a.py"],
    ["bash", undefined],
  ]);
  expect(exchanges.every(({ usage: counted }) => counted === undefined)).toBe(true);
  expect(exchanges[0]?.brought).toEqual([{ said: "Fix it.", results: [] }]);
});

test("lists of messages are conversations, with how well they went where it is said", () => {
  const call = { id: "1", type: "function", function: { name: "book", arguments: '{"seat":"1A"}' } };
  const traj = [
    { role: "system", content: "Policy." },
    { role: "user", content: "Book a seat." },
    { role: "assistant", content: null, tool_calls: [call] },
    { role: "tool", tool_call_id: "1", content: "Error" },
    { role: "assistant", content: "Done." },
  ];
  const { exchanges, rewards, untimed } = chat.read(file(JSON.stringify([{ task_id: 3, reward: 1, traj }])));
  expect(exchanges.map(({ brought, answer }) => [brought, answer])).toEqual([
    [[{ said: "Book a seat.", results: [] }], { text: "", calls: [{ name: "book", arguments: '{"seat":"1A"}' }] }],
    [[{ said: "", results: [null] }], { text: "Done.", calls: [] }],
  ]);
  expect([rewards, untimed]).toEqual([[{ session: "file/1", value: 1 }], true]);
});

test("Langfuse's traces are their innermost generations", () => {
  const observation = (id: string, parent: string | null, more: object = {}) => ({
    id,
    parentObservationId: parent,
    type: "GENERATION",
    startTime: time(1),
    endTime: time(2),
    model: "gpt-5",
    usageDetails: { input: 62, output: 85, total: 147 },
    input: '[{"role":"user","content":"Weather?"}]',
    output: '[{"toolCallId":"1","toolName":"getWeather","input":"{\\"city\\":\\"Berlin\\"}"}]',
    ...more,
  });
  const trace = {
    trace: { id: "t", sessionId: null },
    observations: [
      observation("outer", null),
      observation("inner", "outer"),
      { id: "tool", type: "TOOL", startTime: time(1) },
    ],
  };
  const { exchanges, passedOver } = langfuse.read(file(JSON.stringify(trace)));
  expect(exchanges).toHaveLength(1);
  expect(exchanges[0]).toMatchObject({
    session: "t",
    usage: { input: 62, output: 85 },
    brought: [{ said: "Weather?" }],
    answer: { calls: [{ name: "getWeather", arguments: '{"city":"Berlin"}' }] },
  });
  expect(passedOver).toEqual({ "GENERATION around another": 1, TOOL: 1 });
});

test("a file's format is told by what is in it, and none of a file that says nothing", () => {
  const of = (text: string) => formatOf(text)?.id;
  expect(of(lines(claude(0, "user", { role: "user", content: "x" })))).toBe("claude-code");
  expect(of(JSON.stringify({ loglines: [] }))).toBe("claude-code");
  expect(of(lines({ type: "session_meta", payload: {} }))).toBe("codex");
  expect(of(JSON.stringify({ sessionId: "g", projectHash: "h", messages: [] }))).toBe("gemini-cli");
  expect(of(JSON.stringify({ trajectory: [{ action: "ls" }] }))).toBe("swe-agent");
  expect(of(JSON.stringify({ trace: {}, observations: [] }))).toBe("langfuse");
  expect(of(JSON.stringify([{ messages: [{ role: "user", content: "x" }] }]))).toBe("chat");
  expect(["", "{}", "no json", "[1,2]"].map(of)).toEqual([undefined, undefined, undefined, undefined]);
});
