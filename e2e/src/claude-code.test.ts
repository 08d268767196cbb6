import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { ClaudeCode, CLAUDE_CODE_VERSION, installClaudeCode } from "./claude-code.ts";
import { type ViolationId, VIOLATIONS } from "../../server/src/contract/violations.ts";
import { Deployment, LONG, TURNS } from "./harness.ts";

const installed = await installClaudeCode();
if ("reason" in installed) console.log(`skipped: ${installed.reason}`);
const command = "command" in installed ? installed.command : [];

const MODEL = "claude-opus-4-6";

/** The voices of the real client; its hint headers name them. */
const CONTRACT = `
bellwether: 1
surface: code-assistant
version: 1.0.0
mode: observe
roles:
  main: { match: { default: true } }
  subagent: { match: { agent: true } }
  compaction: { match: { request_class: compaction } }
`;

describe.skipIf(command.length === 0)(`the real Claude Code ${CLAUDE_CODE_VERSION}`, () => {
  let deployment: Deployment;
  let key: string;
  beforeAll(async () => {
    deployment = await Deployment.start({ contracts: { assistant: CONTRACT } });
    key = await deployment.key();
  });
  afterAll(() => deployment.stop());

  const exchangesOf = (session: string): Promise<Record<string, unknown>[]> =>
    deployment.rows({
      where: `session=${session} operation=generate`,
      show: "exchange,session,agent,role,epoch,epoch_reason,turn,prefix_stable,retry,outcome,model_requested,parent_exchange,tool_calls,chain_digest,client,violations",
      order_by: "exchange",
      limit: "5000",
    });

  test("prints the lab's answer, and the record shows what it asked for", async () => {
    const client = new ClaudeCode(command, deployment.folder, {
      ANTHROPIC_BASE_URL: deployment.url,
      ANTHROPIC_API_KEY: key,
    });
    const first = await client.prompt("say hi", "--model", MODEL, "--output-format", "json");
    expect([first.code, first.stderr]).toEqual([0, expect.any(String)]);
    const { result, session_id: session } = JSON.parse(first.stdout) as { result: string; session_id: string };
    expect(result).toMatch(/hi/i);
    const [row] = await settled(deployment, session, 1, exchangesOf);
    const record = await deployment.record(String(row?.["exchange"]));
    expect(record).toMatchObject({
      client: "claude-code",
      client_version: CLAUDE_CODE_VERSION,
      session_source: "client",
      effort_requested: "high",
      effort_sent: "high",
      thinking_requested: "adaptive",
      context_edits_requested: "clear_thinking(keep=all)",
      role: "main",
      turn: 1,
      outcome: "complete",
      streamed: true,
    });
    expect(record["tools_count"]).toBeGreaterThan(5);
    expect(String(record["tool_order_digest_requested"])).toMatch(/^sha256:/);
    expect((record["prompt_sections"] as string[]).length).toBeGreaterThan(1);

    const second = await client.prompt("and again", "--resume", session, "--model", MODEL, "--output-format", "json");
    expect(second.code).toBe(0);
    const rows = await settled(deployment, session, 2, exchangesOf);
    expect(rows.map(({ turn, epoch, prefix_stable }) => [turn, epoch, prefix_stable])).toEqual([
      [1, 0, null],
      [2, 0, true],
    ]);
  }, 120_000);

  test("works with its own bearer token passed through and our key beside it", async () => {
    const config = `upstreams:\n  anthropic: { base_url: "${deployment.labUrl}", key: passthrough, lab: true }\n`;
    const passing = await Deployment.start({ contracts: { assistant: CONTRACT }, config });
    try {
      const own = await passing.key();
      const client = new ClaudeCode(command, passing.folder, {
        ANTHROPIC_BASE_URL: passing.url,
        ANTHROPIC_AUTH_TOKEN: "a-subscription-token",
        ANTHROPIC_CUSTOM_HEADERS: `bellwether-key: ${own}`,
      });
      const answer = await client.prompt("say hi", "--model", MODEL);
      expect([answer.code, answer.stdout]).toEqual([0, expect.stringMatching(/hi/i)]);
      const { entries } = (await (await fetch(`${deployment.labUrl}/lab/ledger`)).json()) as {
        entries: { credential: { kind: string } | null; header_names: string[] }[];
      };
      const call = entries.at(-1);
      expect(call?.credential?.kind).toBe("bearer");
      expect(call?.header_names.filter((name) => name.startsWith("bellwether-"))).toEqual([]);
      const records = JSON.stringify(
        await passing.rows({ where: "client=claude-code", show: "exchange,key,tenant,session" }),
      );
      expect(records).not.toContain("a-subscription-token");
    } finally {
      await passing.stop();
    }
  }, 120_000);

  test("takes a refusal by contract as final: nothing is dropped, nothing is tried again", async () => {
    const strict = await Deployment.start({
      contracts: {
        strict: "bellwether: 1\nsurface: strict\nversion: 1.0.0\nmode: verify\nreasoning: { effort: low }\n",
      },
    });
    try {
      const key = await strict.key();
      const client = new ClaudeCode(command, strict.folder, {
        ANTHROPIC_BASE_URL: strict.url,
        ANTHROPIC_API_KEY: key,
      });
      const answer = await client.prompt("say hi", "--model", MODEL);
      expect([answer.code, answer.stdout]).toEqual([
        1,
        expect.stringContaining("refused by the contract strict@1.0.0"),
      ]);
      // Records are shipped in their order: once a later one is there, so is everything before it.
      const marker = await fetch(`${strict.url}/v1/messages`, {
        method: "POST",
        headers: { "x-api-key": key },
        body: "{",
      });
      await strict.record(marker.headers.get("bellwether-exchange"));
      const rows = await strict.rows({
        where: "client=claude-code operation=generate",
        show: "exchange,outcome,status,violations,effort_requested",
      });
      expect(rows).toEqual([expect.objectContaining({ outcome: "refused", status: 409, effort_requested: "high" })]);
    } finally {
      await strict.stop();
    }
  }, 120_000);

  test("has its sub-agents answered by the model that their call names, and shows where its environment has that name mean another", async () => {
    const call = { description: "look", prompt: "Say what you see.", subagent_type: "general-purpose", model: "haiku" };
    const input = JSON.stringify({ ...call, run_in_background: false });
    const asked = async (env: Readonly<Record<string, string>>) => {
      const client = new ClaudeCode(command, deployment.folder, {
        ANTHROPIC_BASE_URL: deployment.url,
        ANTHROPIC_API_KEY: key,
        ...env,
      });
      const prompt = `Look. [[lab {"tool":"Agent","input":${input},"then":"seen"}]]`;
      const { code, stdout } = await client.prompt(prompt, "--model", MODEL, "--output-format", "json");
      expect(code).toBe(0);
      const rows = await settled(deployment, (JSON.parse(stdout) as { session_id: string }).session_id, 3, exchangesOf);
      return rows
        .filter(({ role }) => role === "subagent")
        .map(({ model_requested: model, violations }) => [String(model), violations]);
    };
    expect(await asked({})).toEqual([[expect.stringContaining("haiku"), []]]);
    expect(await asked({ ANTHROPIC_DEFAULT_HAIKU_MODEL: MODEL })).toEqual([[MODEL, ["DELEGATE_MISMATCH"]]]);
  }, 120_000);

  test("keeps every exchange of 24 scripted turns in its session, role and epoch", () => scripted(24), 240_000);
  test.skipIf(!LONG)(
    `[long] keeps every exchange of ${TURNS} scripted turns in its session, role and epoch`,
    () => scripted(TURNS),
    TURNS * 6_000,
  );

  /** Turns with tool loops and sub-agents, a manual and an automatic compaction, and a switch of the model. */
  async function scripted(turns: number): Promise<void> {
    const client = new ClaudeCode(command, deployment.folder, {
      ANTHROPIC_BASE_URL: deployment.url,
      ANTHROPIC_API_KEY: key,
      CLAUDE_CODE_GATEWAY_HINT_HEADERS: "1",
    });
    const third = Math.floor(turns / 3);
    let conversation = client.converse("--model", MODEL);
    let session = "";
    let agents = 0;
    for (let turn = 1; turn <= turns; turn++) {
      if (turn === third + 1) await conversation.say("/compact");
      if (turn === 2 * third + 1) {
        await conversation.end();
        conversation = client.converse("--model", "claude-sonnet-4-5", "--resume", session);
      }
      const full = turn === third + Math.floor(third / 2);
      const agent = turn % 8 === 3 && !full;
      if (agent) agents++;
      const result = await conversation.say(promptFor(turn, full, agent));
      expect([turn, result.subtype, result.is_error]).toEqual([turn, "success", false]);
      session = result.session_id ?? session;
    }
    await conversation.end();
    const rows = await settled(deployment, session, turns, exchangesOf);
    const main = rows.filter(({ role }) => role === "main");
    const others = rows.filter(({ role }) => role !== "main");

    expect(rows.filter(({ outcome }) => outcome !== "complete")).toEqual([]);
    expect(main.every(({ agent }) => agent === "")).toBe(true);
    expect(new Set(others.map(({ role }) => role))).toEqual(new Set(["subagent", "compaction"]));
    expect(others.every(({ agent }) => agent !== "")).toBe(true);
    const spawned = new Set(others.filter(({ role }) => role === "subagent").map(({ agent }) => agent));
    expect(spawned.size).toBe(agents);
    expect(
      others.filter(
        ({ role, parent_exchange: parent }) => role === "subagent" && !main.some(({ exchange }) => exchange === parent),
      ),
    ).toEqual([]);

    // The chain of canonical messages breaks where an epoch begins, and nowhere else.
    const breaks = main.slice(1).filter((row, index) => row["epoch"] !== main[index]?.["epoch"]);
    const unstable = main.slice(1).filter((row) => row["prefix_stable"] === false);
    expect(unstable.filter((row) => !breaks.includes(row)).map(({ exchange }) => exchange)).toEqual([]);
    expect(breaks.map(({ epoch_reason: reason }) => reason)).toEqual(["compaction", "compaction", "model_switch"]);
    expect(main.at(-1)?.["turn"]).toBe(turns);
    // A healthy product breaks nothing that is certain; what is a rate is counted, and looked at.
    const ids = rows.flatMap(({ violations }) => violations as ViolationId[]);
    expect(ids.filter((id) => VIOLATIONS[id] === "certain")).toEqual([]);
    const counts = [...Map.groupBy(ids, (id) => id)].map(([id, all]) => `${id} ${all.length}`);
    console.log(`${turns} turns broke of what may be broken now and then: ${counts.join(", ") || "nothing"}`);
    console.log(
      `${turns} turns: ${rows.length} exchanges, ${main.length} of main, ${spawned.size} sub-agents, epochs begun by ${breaks.map(({ epoch_reason: reason }) => String(reason)).join(", ")}`,
    );
  }
});

function promptFor(turn: number, full: boolean, agent: boolean): string {
  if (full) return `Turn ${turn}. [[lab {"text":"nearly full","input_tokens":190000}]]`;
  if (agent)
    return `Turn ${turn}. [[lab {"tool":"Agent","input":{"description":"look around","prompt":"Say what you see, number ${turn}.","subagent_type":"general-purpose","run_in_background":false},"then":"the agent is done"}]]`;
  if (turn % 3 === 0)
    return `Turn ${turn}. [[lab {"steps":[{"tools":[{"tool":"Bash","input":{"command":"echo ${turn}","description":"say it"}}]},{"tools":[{"tool":"Bash","input":{"command":"echo again","description":"say it again"}}]},"done"]}]]`;
  return `Turn ${turn}: go on.`;
}

/** The exchanges of a session once they are all there and no more come. */
async function settled(
  deployment: Deployment,
  session: string,
  atLeast: number,
  ask: (session: string) => Promise<Record<string, unknown>[]>,
): Promise<Record<string, unknown>[]> {
  let last = -1;
  let same = 0;
  for (let tries = 0; tries < 100; tries++) {
    const rows = await ask(session);
    same = rows.length === last ? same + 1 : 0;
    // A record is there within a second of its exchange's end: what has not come by then is not to come.
    if (rows.length >= atLeast && same >= 4) return rows;
    last = rows.length;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  throw new Error(`the session ${session} has ${last} exchanges, at least ${atLeast} are expected:\n${deployment.log}`);
}
