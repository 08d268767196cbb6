import type { Path } from "../contract/problem.ts";
import { durationMs } from "../contract/scales.ts";
import type { Scenario, Step } from "./document.ts";
import type { Stub } from "./product.ts";
import { assertStep } from "./verbs/assert.ts";
import { growContext } from "./verbs/grow-context.ts";
import { compact } from "./verbs/compact.ts";
import { setVariables } from "./verbs/let.ts";
import { recall } from "./verbs/recall.ts";
import { type Cast, type Measured, StepFailed, type Turn, World } from "./world.ts";

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
  /** Told after each turn. */
  readonly onTurn?: () => void;
}

/** Repeats of a scenario have seeds of their own, and the same ones whenever it is run. */
const SEED_STEP = 7_919;

/** Plays a scenario once. What goes wrong is in the result. */
export async function runScenario(scenario: Scenario, options: RunOptions): Promise<RunResult> {
  const { repeat, onTurn, line } = options;
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
      const before = world.turns.length;
      await play(what, world);
      if (world.turns.length > before) onTurn?.();
    }
    return { ...ended(), verdict: "pass" };
  } catch (thrown) {
    if (!(thrown instanceof Error)) throw thrown;
    return { ...ended(), verdict: thrown instanceof StepFailed ? "fail" : "error", step, why: thrown.message };
  } finally {
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

async function play(step: Plain, world: World): Promise<void> {
  const { product, line } = world.cast;
  if ("turn" in step) await world.turn(world.filled(step.turn));
  else if ("idle" in step) world.idle(durationMs(step.idle) ?? 0);
  else if ("tool" in step) world.client.offer(stubOf(step.tool));
  else if ("grow-context" in step) await growContext(step["grow-context"], world);
  else if ("recall" in step) await recall(step.recall, world);
  else if ("switch" in step) world.client.change(step.switch);
  else if ("inject" in step) world.client.inject(step.inject.as, world.filled(step.inject.text));
  else if ("compact" in step) await compact(world);
  else if ("checkpoint" in step) world.checkpoint(step.checkpoint);
  else if ("restore" in step) world.restore(step.restore);
  else if ("let" in step) setVariables(step.let, world);
  else if ("restart" in step) await product.restart();
  else if ("fault" in step) line.fault = step.fault;
  else if ("measure" in step) await measure(step.measure, world);
  else await assertStep(step.assert, world);
}

function stubOf({ name, description, schema, returns, fails }: Extract<Plain, { tool: unknown }>["tool"]): Stub {
  return {
    name,
    description,
    schema: schema ?? { type: "object" },
    result: fails ?? returns ?? "",
    failed: fails !== undefined,
  };
}

async function measure({ signal, of }: Extract<Plain, { measure: unknown }>["measure"], world: World): Promise<void> {
  const [turn] = world.last(1);
  const value = turn === undefined ? undefined : (await world.recordOf(turn))[of];
  if (typeof value !== "number")
    throw new StepFailed(`${of} of the record is ${JSON.stringify(value ?? null)}, and no number`);
  world.measured.push({ signal, value });
}
