import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type ViolationId, VIOLATIONS } from "../../../server/src/contract/violations.ts";
import { Deployment, eventually, LONG } from "../harness.ts";
import { CLI_CLIENTS } from "./cli-clients.ts";
import { CASES, type Case, type Client, FAULTS, type Place } from "./matrix.ts";
import { SDK_CLIENTS } from "./sdk-clients.ts";

const CONTRACT = `
bellwether: 1
surface: assistant
version: 1.0.0
mode: observe
`;

/** The same for a key of its own, where somebody else's model is agreed on. */
const STRICT = `
bellwether: 1
surface: strict
version: 1.0.0
mode: verify
model: { id: model-of-nobody, pinned: true }
`;

/** What is tried each time; the others take minutes for all clients together. */
const FIRST: ReadonlySet<Case> = new Set<Case>(["streamed", "tool-loop", "cut"]);

type Row = Record<string, unknown>;

let deployment: Deployment;
beforeAll(async () => {
  deployment = await Deployment.start({ contracts: { assistant: CONTRACT, strict: STRICT } });
});
afterAll(() => deployment.stop());

/** A key of its own for a case, so that its records are told from all others. */
async function newPlace(name: string, surface: string): Promise<Place & { readonly id: string }> {
  const response = await fetch(`${deployment.url}/api/v1/keys`, {
    method: "POST",
    headers: { authorization: `Bearer ${deployment.adminKey}`, "content-type": "application/json" },
    body: JSON.stringify({ kind: "app", name, surface }),
  });
  const { id, key } = (await response.json()) as { id: string; key: string };
  return { deployment, key, id, tag: `tag${id.replaceAll(/\W/g, "")}` };
}

/** Has the lab fail the first request that says a word. */
async function order(fault: string, tag: string): Promise<void> {
  const body = JSON.stringify({ fault, times: 1, match: { contains: tag } });
  const response = await fetch(`${deployment.labUrl}/lab/faults`, { method: "POST", body });
  if (!response.ok) throw new Error(`the lab takes no such order: ${await response.text()}`);
}

/** The generating exchanges under a key, in their order, as soon as there are enough that have ended. */
async function exchangesOf(key: string, isEnough: (rows: readonly Row[]) => boolean): Promise<readonly Row[]> {
  let seen: readonly Row[] = [];
  return eventually(
    async () => {
      seen = await deployment.rows({
        where: `key=${key} operation=generate`,
        show: "exchange,session,session_source,role,turn,epoch,outcome,status,client,model_requested,model_served,tool_calls,prefix_stable,retry,violations",
        order_by: "exchange",
      });
      return isEnough(seen) ? seen : undefined;
    },
    15_000,
    () => `the records are not as expected: ${JSON.stringify(seen)}`,
  );
}

const SAID: Readonly<Record<Case, RegExp>> = {
  "one-shot": /^Hi tag\w+!$/m,
  streamed: /^Hi tag\w+!$/m,
  "tool-loop": /I have looked\./,
  "multi-turn": /^Ho tag\w+!$/m,
  cancel: /^gone$/,
  busy: /Second try\./,
  cut: /Whole at last\. word0 [^]*word39/,
  refused: /^refused$/,
};

const outcomes = (rows: readonly Row[]): readonly unknown[] => rows.map(({ outcome }) => outcome);

/** What has to be on record after each case; `rows` are in the order of their requests. */
const RECORDED: Readonly<Record<Case, (rows: readonly Row[], client: Client) => boolean>> = {
  "one-shot": (rows) => outcomes(rows).includes("complete"),
  streamed: (rows) => outcomes(rows).includes("complete"),
  "tool-loop": (rows, { session }) => {
    const called = rows.findIndex((row) => (row["tool_calls"] as unknown[]).length > 0);
    const [first, second] = [rows[called], rows[called + 1]];
    return goesOn(first, second, session) && second?.["turn"] === first?.["turn"];
  },
  "multi-turn": (rows, { session }) => {
    const second = rows.find((row) => row["turn"] === 2);
    return goesOn(
      rows.find((row) => row["session"] === second?.["session"] && row["turn"] === 1),
      second,
      session,
    );
  },
  cancel: (rows) => outcomes(rows).includes("cancelled"),
  busy: (rows) => rows.some(({ status }) => status === 429) && outcomes(rows).includes("complete"),
  cut: (rows) => outcomes(rows).includes("cut") && outcomes(rows).includes("complete"),
  refused: (rows, { asksAgainWhenRefused = 0 }) =>
    rows.length === 1 + asksAgainWhenRefused && rows.every(({ status }) => status === 409),
};

function goesOn(first: Row | undefined, second: Row | undefined, source: Client["session"]): boolean {
  return (
    first !== undefined &&
    second?.["session"] === first["session"] &&
    second?.["session_source"] === source &&
    second["prefix_stable"] === true &&
    second["epoch"] === 0
  );
}

for (const client of [...SDK_CLIENTS, ...CLI_CLIENTS]) {
  const installed = await client.install();
  if ("reason" in installed) console.log(`skipped: ${client.name}: ${installed.reason}`);
  const folder = "folder" in installed ? installed.folder : "";
  describe.skipIf(folder === "")(`${client.name} (${client.version})`, () => {
    for (const what of CASES) {
      const skipped = client.skips?.[what];
      if (skipped !== undefined && LONG) console.log(`skipped: ${client.name}, ${what}: ${skipped}`);
      const late = !FIRST.has(what);
      const title = `${late ? "[long] " : ""}comes through ${what}, and it is on record`;
      // Some of the others look at what is under way anywhere.
      const either = late ? test : test.concurrent;
      either.skipIf(skipped !== undefined || (late && !LONG))(title, async () => {
        const place = await newPlace(`${client.name} ${what}`, what === "refused" ? "strict" : "assistant");
        const fault = FAULTS[what];
        if (fault !== undefined) await order(fault, place.tag);
        const result = await client.run(what, folder, place);
        expect(result.text).toMatch(what === "cut" && client.onCut === "goes on" ? /\S/ : SAID[what]);
        // A stream that broke off is never taken for an answer: its caller is told, or it asks again by
        // itself, as all do where not even the head of the answer had come.
        if (what === "cut" && client.onCut === undefined)
          expect(result.failed ?? result.first ?? result.text).toMatch(
            typeof result.failed === "string" ? /\S/ : SAID.cut,
          );
        const rows = await exchangesOf(place.id, (found) => RECORDED[what](found, client));
        // No healthy client breaks what is certain; the one contract that is departed from is the test's own.
        const broken = rows.flatMap(({ violations }) => violations as ViolationId[]);
        expect(broken.filter((id) => VIOLATIONS[id] === "certain" && what !== "refused")).toEqual([]);
        for (const row of rows) {
          expect(row).toMatchObject({ client: client.recordedAs, role: "main" });
          const served = client.servedUnnamed === true ? "" : row["model_requested"];
          if (row["outcome"] === "complete") expect(row["model_served"]).toBe(served);
        }
      });
    }
  });
}
