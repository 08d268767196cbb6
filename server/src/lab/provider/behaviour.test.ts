import { describe, expect, test } from "bun:test";
import type { JsonObject } from "../../wire/json/value.ts";
import { type Block, directive, testLab, textOf, user } from "./lab-fixture.ts";

const tool = (name: string): JsonObject => ({
  name,
  input_schema: { type: "object", required: ["q"], properties: { q: { type: "string" } } },
});
const TOOLS = [tool("Bash"), tool("Read"), tool("Agent")];

/** Lets a lab work until it calls no tool any more; gives each answer's texts and calls. */
async function loop(said: string, tools: readonly JsonObject[] = TOOLS): Promise<readonly (readonly string[])[]> {
  const { message } = testLab();
  const messages: JsonObject[] = [user(said)];
  const answers: string[][] = [];
  for (;;) {
    const { content, stop_reason } = (await message({ tools, messages })).body;
    const told = (block: Block): string => block.text ?? `${block.name}(${JSON.stringify(block.input)})`;
    answers.push(content.map(told));
    if (stop_reason !== "tool_use" || answers.length > 9) return answers;
    const results = content
      .filter((block) => block.type === "tool_use")
      .map((block) => ({
        type: "tool_result",
        tool_use_id: block.id,
        content: `${block.name} says so`,
      }));
    const reminder = { type: "text", text: "<system-reminder>\nnote\n</system-reminder>" };
    messages.push({ role: "assistant", content }, user([...results, reminder]));
  }
}

describe("directives", () => {
  test("call a tool, and then say something", async () => {
    const said = directive({ tool: "Bash", input: { command: "echo hi" }, after: "It said hi." });
    expect(await loop(said)).toEqual([['Bash({"command":"echo hi"})'], ["It said hi."]]);
    expect(await loop('[[lab {"tool":"Bash","then":"Done so."}]]')).toEqual([["Bash({})"], ["Done so."]]);
  });

  test("call several tools side by side", async () => {
    const said = directive([
      { tool: "Bash", input: { a: 1 } },
      { tool: "Read", input: { b: 2 } },
    ]);
    expect(await loop(said)).toEqual([['Bash({"a":1})', 'Read({"b":2})'], ["Done. The tool answered: Read says so"]]);
  });

  test("go through steps, one after each result", async () => {
    const said = directive({
      steps: [{ tool: "Bash", input: { n: 1 } }, { text: "Now this.", tool: "Read", input: { n: 2 } }, "Last."],
    });
    expect(await loop(said)).toEqual([['Bash({"n":1})'], ["Now this.", 'Read({"n":2})'], ["Last."]]);
    const more = directive({ steps: [{ tool: "Bash" }], after: { tool: "Read", after: "End." } });
    expect(await loop(more)).toEqual([["Bash({})"], ["Read({})"], ["End."]]);
  });

  test("may hold a directive for another agent as text", async () => {
    const inner = directive({ tool: "Bash", input: { command: "ls ]] }" }, after: "Found." });
    const said = directive({ tool: "Agent", input: { prompt: inner }, after: "Back." });
    expect(await loop(said)).toEqual([[`Agent(${JSON.stringify({ prompt: inner })})`], ["Back."]]);
    expect(await loop(inner)).toEqual([['Bash({"command":"ls ]] }"})'], ["Found."]]);
  });

  test("call no tool that is not offered, and none unless told", async () => {
    expect(await loop(directive({ tool: "Write", text: "no such tool" }))).toEqual([["no such tool"]]);
    expect(await loop(directive({ tool: "Bash" }), [])).toEqual([["Done."]]);
    expect((await loop("please run echo hi in Bash"))[0]?.[0]).not.toStartWith("Bash(");
  });

  test("fire only from the latest thing that was said", async () => {
    const { message } = testLab();
    const messages = [user(directive({ tool: "Bash" })), { role: "assistant", content: "no" }, user("say bye")];
    expect((await message({ tools: TOOLS, messages })).body.content).toEqual([{ type: "text", text: "Bye!" }]);
    const compaction = [
      user([
        { type: "text", text: directive({ tool: "Bash" }) },
        { type: "text", text: "Write a detailed summary of the conversation so far." },
      ]),
    ];
    expect(textOf((await message({ tools: TOOLS, messages: compaction })).body)).toContain("<summary>");
  });

  test("report any usage, an end, and what a server did by itself", async () => {
    const { message, chat } = testLab();
    const say = async (value: unknown) => (await message({ messages: [user(directive(value))] })).body;
    expect((await say({ input_tokens: 190_000 })).usage.input_tokens).toBe(190_000);
    expect((await say({ usage: { cache_read_input_tokens: 7 } })).usage.cache_read_input_tokens).toBe(7);
    expect((await say({ stop_reason: "refusal" })).stop_reason).toBe("refusal");
    const fallback = await say({ fallback: "claude-other" });
    expect(fallback.model).toBe("claude-other");
    expect(fallback.usage.iterations).toMatchObject([
      { type: "message", model: "claude-opus-4-6" },
      { type: "fallback_message", model: "claude-other" },
    ]);
    const advisor = await say({ advisor: "claude-wise" });
    expect(advisor.content.map((block) => block.type)).toEqual(["server_tool_use", "advisor_tool_result", "text"]);
    expect(advisor.usage.iterations?.[1]).toMatchObject({ type: "advisor_message", model: "claude-wise" });
    const reported = await chat({ messages: [user(directive({ input_tokens: 5000 }))] });
    expect(reported.body.usage).toMatchObject({
      prompt_tokens: 5000,
      total_tokens: 5000 + reported.body.usage.completion_tokens,
    });
  });

  test("that cannot be read are said to be so", async () => {
    const { message } = testLab();
    for (const said of [
      "[[lab {oops}]]",
      '[[lab {"tol":"Bash"}]]',
      '[[lab {"tools":[{}]}]]',
      '[[lab {"tool":"Bash"}',
    ]) {
      expect(textOf((await message({ messages: [user(said)] })).body)).toContain("cannot read its directive");
    }
    expect(textOf((await message({ messages: [user("say [[lab]] hi")] })).body)).not.toContain("directive");
  });
});

test("calls that do not fit into max_tokens are not made", async () => {
  const { message, chat } = testLab();
  const said = [user(directive([{ tool: "Bash" }, { tool: "Read", input: { long: "x".repeat(400) } }]))];
  const { body } = await message({ tools: TOOLS, messages: said, max_tokens: 20 });
  expect(body).toMatchObject({ content: [{ name: "Bash" }], stop_reason: "max_tokens" });
  expect(body.usage.output_tokens).toBeLessThanOrEqual(20);
  const tools = TOOLS.map(({ name }) => ({ type: "function", function: { name } }));
  const choice = (await chat({ tools, messages: said, max_completion_tokens: 20 })).body.choices[0];
  expect(choice).toMatchObject({ finish_reason: "length", message: { tool_calls: [{ function: { name: "Bash" } }] } });
});

describe("tool_choice", () => {
  test("forces a call, forbids one, or names one", async () => {
    const { message } = testLab();
    const ask = async (choice: JsonObject, said = "say hi") =>
      (await message({ tools: TOOLS, tool_choice: choice, messages: [user(said)] })).body.content;
    expect(await ask({ type: "any" })).toMatchObject([{ type: "tool_use", name: "Bash", input: { q: "lab" } }]);
    expect(await ask({ type: "tool", name: "Read" })).toMatchObject([{ type: "tool_use", name: "Read" }]);
    expect(await ask({ type: "none" }, directive({ tool: "Bash" }))).toMatchObject([{ type: "text" }]);
    const two = directive([{ tool: "Bash" }, { tool: "Read" }]);
    expect(await ask({ type: "auto", disable_parallel_tool_use: true }, two)).toHaveLength(1);
  });

  test("does the same in OpenAI's words", async () => {
    const { chat } = testLab();
    const tools = TOOLS.map(({ name, input_schema }) => ({
      type: "function",
      function: { name, parameters: input_schema },
    }));
    const ask = async (more: JsonObject, said = "say hi") =>
      (await chat({ tools, messages: [user(said)], ...more })).body.choices[0];
    expect(await ask({ tool_choice: "required" })).toMatchObject({
      finish_reason: "tool_calls",
      message: { content: null, tool_calls: [{ function: { name: "Bash", arguments: '{"q":"lab"}' } }] },
    });
    const named = await ask({ tool_choice: { type: "function", function: { name: "Agent" } } });
    expect(named?.message.tool_calls).toMatchObject([{ function: { name: "Agent" } }]);
    const two = directive([{ tool: "Bash" }, { tool: "Read" }]);
    expect((await ask({}, two))?.message.tool_calls).toHaveLength(2);
    expect((await ask({ parallel_tool_calls: false }, two))?.message.tool_calls).toHaveLength(1);
    expect((await ask({ tool_choice: "none" }, two))?.message.tool_calls).toBeUndefined();
  });
});

test("a result without its call, and a call without its result, are refused", async () => {
  const { message } = testLab();
  const call = { role: "assistant", content: [{ type: "tool_use", id: "t1", name: "Bash", input: {} }] };
  const result = user([{ type: "tool_result", tool_use_id: "t1", content: "ok" }]);
  const ask = async (messages: readonly JsonObject[]) => (await message({ messages })).status;
  expect(await ask([user("a"), call, result])).toBe(200);
  expect(await ask([user("a"), call, { role: "system", content: "note" }, result])).toBe(200);
  expect(await ask([user("a"), result])).toBe(400);
  expect(await ask([user("a"), call, user("b")])).toBe(400);
});
