import type { ExchangeRecord } from "../../exchange/columns.ts";
import { matchesFilter } from "../../exchange/query/match.ts";
import { parseQuery } from "../../exchange/query/parse.ts";
import { readRatio, type Verb } from "../verb-schemas.ts";
import type { Row } from "../records.ts";
import type { Turn } from "../turn.ts";
import { StepFailed, type World } from "../world.ts";

/** Violations of one turn that are told: what breaks one thing often breaks it in each of its exchanges. */
const MOST_TOLD = 4;

type Said = Verb<"assert">;

/** Holds the last turn, or the last few, against what has to be so. @throws {StepFailed} */
export async function assertStep(said: Said, world: World): Promise<void> {
  for (const turn of world.last(said.turns ?? 1)) {
    assertText(said, turn, world);
    if (said.tools !== undefined && said.tools.join(",") !== turn.called.join(","))
      throw new StepFailed(`the turn called ${listed(turn.called)}, and ${listed(said.tools)} is expected`);
    if (said.record === undefined && said.violations === undefined && said.reasoning === undefined) continue;
    assertRecords(said, await world.recordsOf(turn));
  }
  if (said.cache_read_ratio !== undefined) await assertCache(said.cache_read_ratio, world);
}

function assertText({ text = {} }: Said, { answered }: Turn, world: World): void {
  const shown = JSON.stringify(answered.slice(0, 200));
  const [contains, not] = [text.contains, text.not].map((one) => (one === undefined ? one : world.filled(one)));
  if (contains !== undefined && !answered.includes(contains))
    throw new StepFailed(`the answer does not contain ${JSON.stringify(contains)}: ${shown}`);
  if (text.matches !== undefined && !new RegExp(text.matches, "u").test(answered))
    throw new StepFailed(`the answer does not match ${text.matches}: ${shown}`);
  if (not !== undefined && answered.includes(not))
    throw new StepFailed(`the answer contains ${JSON.stringify(not)}: ${shown}`);
}

function assertRecords({ record: condition, violations, reasoning }: Said, rows: readonly Row[]): void {
  if (violations !== undefined) assertViolations(violations === "none" ? [] : violations, rows);
  if (reasoning !== undefined && rows.some((row) => row["reasoning_kept"] === false))
    throw new StepFailed("reasoning that was returned is not in the next request");
  const last = rows.at(-1);
  if (condition === undefined || last === undefined) return;
  const { where } = parseQuery({ where: condition }, 0);
  if (where !== undefined && !matchesFilter(last as unknown as ExchangeRecord, where))
    throw new StepFailed(`the record of ${String(last["exchange"])} is not as expected: ${condition}`);
}

/** No exchange breaks what is not expected, and what is expected is broken by one of them at least. */
function assertViolations(expected: readonly string[], rows: readonly Row[]): void {
  const broken = rows.flatMap((row) => listOf(row["violations"]).map((id) => ({ id, row })));
  const surplus = broken.filter(({ id }) => !expected.includes(id));
  if (surplus.length > 0) {
    const told = surplus.map(({ id, row }) => `${String(row["exchange"])} breaks ${id}: ${detailOf(row, id)}`);
    throw new StepFailed([...told.slice(0, MOST_TOLD), ...(told.length > MOST_TOLD ? ["…"] : [])].join("; "));
  }
  const missing = expected.find((id) => !broken.some((one) => one.id === id));
  if (missing !== undefined) throw new StepFailed(`the turn does not break ${missing}, which is expected`);
}

/** The cache has to be read within so many turns since the last pause: it may be cold after one, and no longer after its first turn. */
async function assertCache(text: string, world: World): Promise<void> {
  const { above, within } = readRatio(text);
  const ratios: number[] = [];
  world.last(1);
  for (const turn of world.sincePause(within)) {
    for (const row of await world.recordsOf(turn)) {
      const [read, input] = [row["cache_read_tokens"], row["input_tokens"]];
      if (typeof read === "number" && typeof input === "number" && input > 0) ratios.push(read / input);
    }
  }
  const best = Math.max(0, ...ratios);
  if (best <= above)
    throw new StepFailed(
      `${(100 * best).toFixed(1)} % of what was read came from the cache at best, and over ${100 * above} % is expected within ${within} turn${within === 1 ? "" : "s"}`,
    );
}

function detailOf(row: Row, id: string): string {
  const held = row["violation_details"];
  const details: unknown = typeof held === "string" && held !== "" ? JSON.parse(held) : held;
  const found = (Array.isArray(details) ? (details as readonly Row[]) : []).find((one) => one["id"] === id);
  return String(found?.["message"] ?? "");
}

function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? (value as readonly string[]) : [];
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? "no tool" : names.join(", ");
}
