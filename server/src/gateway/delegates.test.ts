import { describe, expect, test } from "bun:test";
import { message, MODEL } from "./fixtures/answers.ts";
import { json } from "./fixtures/fake-upstream.ts";
import { ask, contractText, Rig } from "./fixtures/rig.ts";

const HAIKU = "claude-haiku-4-5-20251001";
const OPUS = "claude-opus-4-8";
const TASK = "Find every caller of parse(), and say where they are.";
const OPEN = contractText("observe", "", "model: {}");

/** What an agent asks of a sub-agent, in the call that begins it. */
type Call = Readonly<Record<string, unknown>>;

/** How the sub-agent then asks. */
interface Child {
  readonly model: string;
  readonly parts?: object;
  readonly task?: string;
  readonly agent?: string;
}

/** A session in which an answer calls a tool, and a sub-agent begins; what is found of each of the sub-agent's requests. */
async function found(call: Call, child: Child, contract = OPEN): Promise<readonly (readonly string[])[]> {
  const rig = new Rig({ contract });
  const session = { "bellwether-session": "s" };
  rig.upstream.will(
    json({
      ...message(MODEL),
      content: [{ type: "tool_use", id: "t1", name: "Agent", input: call }],
      stop_reason: "tool_use",
    }),
  );
  const tools = [{ name: "Agent", input_schema: { type: "object" } }];
  await (await rig.send(ask({ tools }), session)).text();
  const { model, parts = {}, task = TASK, agent = "a1" } = child;
  const first = {
    role: "user",
    content: [
      { type: "text", text: "<system-reminder>be kind</system-reminder>" },
      { type: "text", text: task },
    ],
  };
  for (const messages of [
    [first],
    [first, { role: "assistant", content: "It is." }, { role: "user", content: "And?" }],
  ]) {
    rig.upstream.will(json(message(model)));
    const headers = agent === "" ? session : { ...session, "bellwether-agent": agent };
    await (await rig.send(ask({ model, messages, ...parts }), headers)).text();
  }
  return rig.spool
    .records()
    .slice(1)
    .map(({ violations }) => violations);
}

const MISMATCH = [["DELEGATE_MISMATCH"], ["DELEGATE_MISMATCH"]];
const NOTHING = [[], []];
const effort = (value: string) => ({ output_config: { effort: value } });

describe("DELEGATE_MISMATCH", () => {
  test("fires from the first request of a sub-agent that asks another model than its call named", async () => {
    expect(await found({ prompt: TASK, model: "haiku" }, { model: OPUS })).toEqual(MISMATCH);
    expect(await found({ prompt: TASK, model: HAIKU }, { model: OPUS })).toEqual(MISMATCH);
    // A name that begins alike is another model's.
    expect(await found({ prompt: TASK, model: "gpt-5" }, { model: "gpt-5-mini" })).toEqual(MISMATCH);
    expect(await found({ prompt: TASK, model: "gpt-5" }, { model: "gpt-5.5" })).toEqual(MISMATCH);
  });

  test("fires where its effort is another, and says what was asked for", async () => {
    expect(await found({ message: TASK, reasoning_effort: "high" }, { model: OPUS, parts: effort("low") })).toEqual(
      MISMATCH,
    );
    expect(await found({ message: TASK, reasoning_effort: "high" }, { model: OPUS, parts: effort("high") })).toEqual(
      NOTHING,
    );
  });

  test("is silent where the model is of the family that was named, or the id in another spelling", async () => {
    expect(await found({ prompt: TASK, model: "haiku" }, { model: HAIKU })).toEqual(NOTHING);
    expect(await found({ prompt: TASK, model: "claude-haiku-4-5" }, { model: `us.anthropic.${HAIKU}-v1:0` })).toEqual(
      NOTHING,
    );
    expect(await found({ prompt: TASK, model: "gpt-5" }, { model: "openai/gpt-5-2026-01-15" })).toEqual(NOTHING);
    expect(await found({ prompt: TASK, model: "claude-haiku-4-5" }, { model: "claude-haiku-4-5@20251001" })).toEqual(
      NOTHING,
    );
    expect(await found({ prompt: TASK, model: "claude-3-opus-latest" }, { model: "claude-3-opus-20240229" })).toEqual(
      NOTHING,
    );
    expect(await found({ prompt: TASK, model: "opus[1m]" }, { model: OPUS })).toEqual(NOTHING);
  });

  test("is silent where the name is one of the product's own, where none is named, and where the model has no effort", async () => {
    expect(await found({ prompt: TASK, model: "haiku" }, { model: "our-small-deployment" })).toEqual(NOTHING);
    for (const named of ["inherit", "fast", undefined])
      expect(await found({ prompt: TASK, model: named }, { model: OPUS })).toEqual(NOTHING);
    expect(await found({ prompt: TASK, effort: "high" }, { model: HAIKU })).toEqual(NOTHING);
  });

  test("is silent of an agent that another task began, and of a tool that has a model and begins no agent", async () => {
    expect(await found({ prompt: TASK, model: "haiku" }, { model: OPUS, task: "Something else." })).toEqual(NOTHING);
    const main = await found({ prompt: TASK, model: "haiku" }, { model: OPUS, agent: "" });
    expect(main.flat()).not.toContain("DELEGATE_MISMATCH");
  });

  test("is silent where the contract says otherwise than the call: that is what was agreed", async () => {
    const pinned = contractText("observe", "", `model: { provider: anthropic, id: ${OPUS} }`);
    expect(await found({ prompt: TASK, model: "haiku" }, { model: OPUS }, pinned)).toEqual(NOTHING);
  });
});
