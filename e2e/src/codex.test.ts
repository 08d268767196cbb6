import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync } from "node:fs";
import { join } from "node:path";
import { type ViolationId, VIOLATIONS } from "../../server/src/contract/violations.ts";
import { CODEX_VERSION, codex, installCodex } from "./clients/cli-clients.ts";
import { Deployment, eventually, LONG, run, TURNS } from "./harness.ts";

const installed = await installCodex();
if ("reason" in installed) console.log(`skipped: ${installed.reason}`);

const CONTRACT = "bellwether: 1\nsurface: code-assistant\nversion: 1.0.0\nmode: observe\n";
/** A fifth as many as of a client that goes on without being started anew for each. */
const LONG_TURNS = Math.ceil(TURNS / 5);

describe.skipIf("reason" in installed)(`the real Codex ${CODEX_VERSION}`, () => {
  let deployment: Deployment;
  let key: string;
  beforeAll(async () => {
    deployment = await Deployment.start({ contracts: { assistant: CONTRACT } });
    key = await deployment.key();
  });
  afterAll(() => deployment.stop());

  test(
    "keeps every exchange of 6 scripted turns in its session, and breaks nothing that is certain",
    () => scripted(6),
    120_000,
  );
  test.skipIf(!LONG)(
    `[long] keeps every exchange of ${LONG_TURNS} scripted turns in its session, and breaks nothing that is certain`,
    () => scripted(LONG_TURNS),
    LONG_TURNS * 20_000,
  );

  /** Turns with loops of tools; each is a process of its own, which resumes what the last one left. */
  async function scripted(turns: number): Promise<void> {
    const folder = "folder" in installed ? installed.folder : "";
    const home = mkdtempSync(join(deployment.folder, "home-"));
    const project = join(home, "project");
    mkdirSync(project);
    const line = codex(folder, home, { deployment, key });
    const options = { cwd: project, env: { PATH: process.env["PATH"] ?? "", HOME: home, ...line.env } };
    const before = (await exchanges()).length;
    for (let turn = 1; turn <= turns; turn++) {
      const prompt = promptFor(turn);
      const { code, stderr } = await run(line.binary, turn === 1 ? line.first(prompt) : line.next(prompt), options);
      if (code !== 0) expect([turn, code, stderr.slice(-1_000)]).toEqual([turn, 0, ""]);
    }
    // A loop of two tools has two requests more.
    const asked = turns + 2 * Math.floor(turns / 3);
    const rows = (
      await eventually(
        async () => {
          const found = await exchanges();
          return found.length >= before + asked ? found : undefined;
        },
        30_000,
        () => `fewer than ${asked} exchanges came`,
      )
    ).slice(before);
    expect(rows).toHaveLength(asked);
    expect(rows.filter(({ outcome }) => outcome !== "complete")).toEqual([]);
    expect(new Set(rows.map(({ session }) => session)).size).toBe(1);
    expect(rows.slice(1).filter((row) => row["prefix_stable"] !== true)).toEqual([]);
    expect(rows.at(-1)?.["turn"]).toBe(turns);
    const ids = rows.flatMap(({ violations }) => violations as ViolationId[]);
    expect(ids.filter((id) => VIOLATIONS[id] === "certain")).toEqual([]);
    const counts = [...Map.groupBy(ids, (id) => id)].map(([id, all]) => `${id} ${all.length}`);
    console.log(`${turns} turns, ${rows.length} exchanges, broke now and then: ${counts.join(", ") || "nothing"}`);
  }

  function exchanges(): Promise<Record<string, unknown>[]> {
    const show = "exchange,session,turn,prefix_stable,outcome,violations";
    return deployment.rows({ where: "client=codex operation=generate", show, order_by: "exchange", limit: "5000" });
  }
});

function promptFor(turn: number): string {
  if (turn % 3 !== 0) return `Turn ${turn}: go on.`;
  const look = (what: string): object => ({ tools: [{ tool: "exec_command", input: { cmd: `echo ${what}` } }] });
  return `Turn ${turn}. [[lab ${JSON.stringify({ steps: [look(String(turn)), look("again"), "done"] })}]]`;
}
