import type { Path } from "../contract/problem.ts";
import type { Scenario, Step } from "./document.ts";
import { endAgents } from "./verbs/agents.ts";
import { PLAYED } from "./verbs/table.ts";
import type { Measured, Turn } from "./turn.ts";
import { type Cast, StepFailed, World } from "./world.ts";

/** How one run of a scenario went. */
export interface RunResult {
  readonly scenario: string;
  /** From 0. */
  readonly repeat: number;
  /** `error` where it could not be played to its end, which says nothing of the product. */
  readonly verdict: "pass" | "fail" | "error";
  /** The step at which it ended, where it did not pass. */
  readonly step?: EndedAt;
  readonly why?: string;
  readonly session: string;
  readonly turns: readonly Turn[];
  readonly measured: readonly Measured[];
}

/** A step that was played. */
export interface EndedAt {
  readonly verb: string;
  readonly path: Path;
  /** Which time of each repetition around it, from 1, the outermost first. */
  readonly times: readonly number[];
}

/** One run, and what it is played with. */
export interface RunOptions extends Cast {
  readonly repeat: number;
}

/** Repeats of a scenario have seeds of their own, and the same ones whenever it is run. */
const SEED_STEP = 7_919;

/** Plays a scenario once. What goes wrong is in the result. */
export async function runScenario(scenario: Scenario, options: RunOptions): Promise<RunResult> {
  const { repeat, line } = options;
  const world = new World(scenario, options, scenario.seed + repeat * SEED_STEP);
  const ended = (): Pick<RunResult, "scenario" | "repeat" | "session" | "turns" | "measured"> => ({
    scenario: scenario.scenario,
    repeat,
    session: line.session,
    turns: world.turns,
    measured: world.measured,
  });
  let step: EndedAt = { verb: "", path: ["steps"], times: [] };
  try {
    for (const { what, path, times } of expanded(scenario.steps, ["steps"], [])) {
      step = { verb: Object.keys(what)[0] ?? "", path, times };
      await play(what, world);
    }
    return { ...ended(), verdict: "pass" };
  } catch (thrown) {
    if (!(thrown instanceof Error)) throw thrown;
    return { ...ended(), verdict: thrown instanceof StepFailed ? "fail" : "error", step, why: thrown.message };
  } finally {
    await endAgents(world);
    await options.product.end();
  }
}

type Plain = Exclude<Step, { readonly steps: readonly Step[] }>;

/** Steps one after the other, repeated ones as often as they are. */
function* expanded(
  steps: readonly Step[],
  path: Path,
  times: readonly number[],
): Generator<{ readonly what: Plain } & Pick<EndedAt, "path" | "times">> {
  for (const [index, step] of steps.entries()) {
    const here = [...path, index];
    if (!("steps" in step)) yield { what: step, path: here, times };
    else
      for (let time = 1; time <= step.repeat; time++) yield* expanded(step.steps, [...here, "steps"], [...times, time]);
  }
}

/** A step has one verb. */
async function play(step: Plain, world: World): Promise<void> {
  const [[verb, said] = []] = Object.entries(step);
  const played = (PLAYED as Readonly<Record<string, (said: unknown, world: World) => unknown>>)[verb ?? ""];
  if (played === undefined) throw new TypeError(`there is no verb ${verb}`);
  await played(said, world);
}
