import type { Call } from "../provider/behaviour.ts";
import type { Mind, SeenRequest } from "../provider/mind.ts";
import { type Random, seededRandom } from "../provider/seeded.ts";
import { code, prose, scattered, successes } from "./draws.ts";
import { exposureOf } from "./exposure.ts";
import { ASKS_SEARCHER, HABITS, habitAt, LINES, MOST_READS, WORDS } from "./habits.ts";
import { type Exposure, successOf } from "./success.ts";
import { mistakeOf, solutionOf, type Task, taskIn } from "./task.ts";
import { limitsIn } from "./word-limits.ts";

/**
 * A model that does tasks: it reads, edits and says what it did, and whether the edit is right is drawn from the
 * model of success. What happens follows from what arrived; the draws are of the task and the step, so the same task
 * under two builds differs by what the builds sent and by nothing else.
 */
export function workingMind(seed: string): Mind {
  return (seen) => {
    const task = taskIn(seen.prompt.said);
    const offered = new Set(seen.prompt.tools.map(({ name }) => name));
    if (task === undefined || !offered.has("edit_file")) return undefined;
    const step = seen.prompt.answered;
    const random = seededRandom(seed, "work", task.ticket, String(step));
    // What is said draws apart: a limit on it moves no other draw.
    const words = seededRandom(seed, "words", task.ticket, String(step));
    const exposure = exposureOf(seen);
    switch (step) {
      case 0:
        return { text: between(seen, words), calls: looks(seen, task, exposure, random, offered) };
      case 1:
        return { text: between(seen, words), calls: works(task, exposure, random) };
      default:
        return { text: final(seen, words), calls: [] };
    }
  };
}

/** Files are of a task: the file of another one is not the one that it needs. */
export function filesOf({ ticket }: Task): readonly string[] {
  return Array.from({ length: MOST_READS }, (_, index) => `src/${ticket}/part-${index}.ts`);
}

function looks(
  seen: SeenRequest,
  task: Task,
  { reasoningLost }: Exposure,
  random: Random,
  offered: ReadonlySet<string>,
): readonly Call[] {
  const wanted = habitAt(HABITS.readsPerEdit, reasoningLost);
  const reads = 1 + successes(random, MOST_READS - 1, (wanted - 1) / (MOST_READS - 1));
  // Who does not know any more why it reads does not read first what it will change.
  const blind = random() < habitAt(HABITS.blindEdits, reasoningLost);
  const files = filesOf(task).slice(blind ? 1 : 0, (blind ? 1 : 0) + reads);
  const again = earlierReads(seen);
  const repeats = habitAt(HABITS.repeatedCalls, reasoningLost);
  const calls = files.map((path): Call => {
    const draw = random();
    const old = again[Math.floor(random() * again.length)];
    return { name: "read_file", input: { path: draw < repeats && old !== undefined ? old : path } };
  });
  const asks = random() < ASKS_SEARCHER && offered.has("ask_searcher");
  return asks
    ? [...calls, { name: "ask_searcher", input: { question: `What has to do with ${task.ticket}?` } }]
    : calls;
}

/** The files of the last calls before this turn, and of this turn's first. */
function earlierReads({ history }: SeenRequest): readonly string[] {
  const calls = history.flatMap(({ blocks }) =>
    blocks.filter(({ type, name }) => type === "tool_use" && name === "read_file"),
  );
  return calls.slice(-4).flatMap(({ input }) => {
    const path = typeof input === "object" && input !== null && "path" in input ? input.path : undefined;
    return typeof path === "string" ? [path] : [];
  });
}

function works(task: Task, exposure: Exposure, random: Random): readonly Call[] {
  const right = random() < successOf(task, exposure);
  const [path = ""] = filesOf(task);
  const after = `${code(random, scattered(random, LINES))}\n${right ? solutionOf(task) : mistakeOf(task)}`;
  return [
    { name: "edit_file", input: { path, before: "// open", after } },
    { name: "run_tests", input: {} },
  ];
}

function between({ system }: SeenRequest, random: Random): string {
  const { between = Infinity } = limitsIn(system);
  return prose(random, Math.min(between, scattered(random, WORDS.between)));
}

function final({ system }: SeenRequest, random: Random): string {
  const { final = Infinity } = limitsIn(system);
  return prose(random, Math.min(final, scattered(random, WORDS.final)));
}

/** Whether the work that stands in some calls is right: what hidden tests would say. */
export function isSolved(task: Task, edits: readonly string[]): boolean {
  return edits.some((after) => after.includes(solutionOf(task)));
}
