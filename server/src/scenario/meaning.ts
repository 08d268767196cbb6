import { isBellwetherError } from "../core/error.ts";
import type { Finding, Path } from "../contract/problem.ts";
import { parseQuery } from "../exchange/query/parse.ts";
import type { Scenario, Step } from "./document.ts";
import type { Verb } from "./verb-schemas.ts";
import { readNeedle } from "./needle.ts";
import { isVariable, namedIn } from "./variables.ts";

/** What a scenario may say is known elsewhere. */
export interface ScenarioChecks {
  /** What is wrong with a list of faults, in words; undefined where nothing is. */
  readonly fault: (list: string) => string | undefined;
}

/** Steps that are the built-in client's: a product has its own tools, history and requests. */
const OF_CLIENT = [
  "tool",
  "switch",
  "inject",
  "compact",
  "checkpoint",
  "restore",
  "spawn",
  "delegate",
  "join",
  "cancel",
];
/** Steps in which something is said. */
const SPEAKING = ["turn", "say", "grow-context", "recall", "compact", "spawn", "delegate", "pipeline"];

/** What each part of a scenario allows and the whole does not. */
export function meaningFindings(scenario: Scenario, checks: ScenarioChecks): readonly Finding[] {
  const played = lengthOf(scenario.steps);
  if (played > MOST_STEPS)
    return [finding(["steps"], `all repeated, these are ${played} steps; ${MOST_STEPS} are the most`, "repeat less")];
  const silent = speaks(scenario.steps) ? [] : [finding(["steps"], "nothing is said in it", "add a turn")];
  return [...silent, ...productFindings(scenario), ...new Meaning(scenario, checks).all()];
}

/** Steps of one run, each as often as it is repeated. */
const MOST_STEPS = 100_000;

function lengthOf(steps: readonly Step[]): number {
  return steps.reduce((sum, step) => sum + ("steps" in step ? step.repeat * lengthOf(step.steps) : 1), 0);
}

function speaks(steps: readonly Step[]): boolean {
  return steps.some((step) => ("steps" in step ? speaks(step.steps) : SPEAKING.some((verb) => verb in step)));
}

function productFindings(scenario: Scenario): readonly Finding[] {
  if (scenario.product === undefined) return [];
  return (["system", "request", "headers"] as const)
    .filter((field) => Object.keys(scenario[field] ?? {}).length > 0)
    .map((field) =>
      finding([field], `${field} is of the built-in client, and this scenario has a product`, "leave one of them out"),
    );
}

function finding(path: Path, message: string, hint: string): Finding {
  return { path, at: "value", message, hint };
}

/** Reads steps in their order, with what those before have made. */
class Meaning {
  readonly #scenario: Scenario;
  readonly #checks: ScenarioChecks;
  readonly #needles = new Map<string, string>();
  readonly #checkpoints = new Set<string>();
  readonly #variables = new Set<string>();
  /** What each checksum is of. */
  readonly #checksums = new Map<string, string>();
  /** Agents that are under way, and where they were sent off. */
  readonly #agents = new Map<string, Path>();

  constructor(scenario: Scenario, checks: ScenarioChecks) {
    this.#scenario = scenario;
    this.#checks = checks;
  }

  all(): readonly Finding[] {
    const found = this.#of(this.#scenario.steps, ["steps"]);
    const left = [...this.#agents].map(([name, at]) =>
      finding(at, `the agent ${name} is neither joined nor cancelled`, `add \`join: ${name}\``),
    );
    return [...found, ...left];
  }

  #of(steps: readonly Step[], path: Path): readonly Finding[] {
    return steps.flatMap((step, index) => {
      const at = [...path, index];
      return "steps" in step
        ? this.#of(step.steps, [...at, "steps"])
        : [...this.#fit(step, at), ...this.#begun(step, at), ...this.#named(step, at)];
    });
  }

  /** What a step is no step of here. */
  #fit(step: Step, at: Path): readonly Finding[] {
    const { product, clock } = this.#scenario;
    if ("idle" in step && clock === "real")
      return [finding([...at, "idle"], "time cannot be played with the real clock", "leave `clock: real` out")];
    if (product !== undefined && OF_CLIENT.some((verb) => verb in step))
      return [finding(at, "a product has its own tools, history and requests", "leave the step out, or the product")];
    if (product === undefined && "restart" in step)
      return [finding(at, "the built-in client has nothing to restart", "name a product, or leave the step out")];
    if ("assert" in step && step.assert.tools !== undefined && product?.command.some((part) => part.includes("{turn}")))
      return [
        finding(
          [...at, "assert", "tools"],
          "a program that is started once a turn does not say what it called",
          "leave it out",
        ),
      ];
    if ("expire" in step && step.expire === "cache" && clock === "real")
      return [finding([...at, "expire"], "a real provider's caches end when they do", "leave `clock: real` out")];
    if ("say" in step && step.say.model === undefined && typeof this.#scenario.request["model"] !== "string")
      return [finding([...at, "say"], "nobody is named who plays the person", "name a model: `model: …`")];
    if ("pipeline" in step) return this.#stages(step.pipeline.stages, [...at, "pipeline", "stages"]);
    const fault = "fault" in step ? this.#checks.fault(step.fault) : undefined;
    if (fault !== undefined) return [finding([...at, "fault"], fault, "it is as in x-lab-fault: docs/lab.md, Faults")];
    const condition = "assert" in step ? conditionProblem(step.assert.record) : undefined;
    return condition === undefined
      ? []
      : [finding([...at, "assert", "record"], condition, "it is a `where` of bellwether query")];
  }

  #stages(stages: Verb<"pipeline">["stages"], path: Path): readonly Finding[] {
    return stages.flatMap(({ stage, command, ask: _ask, carries: _carries, ...asked }, index) => {
      const at = [...path, index];
      const first = stages.findIndex((one) => one.stage === stage);
      if (first < index) return [finding([...at, "stage"], `${stage} is the name of two stages`, "name one anew")];
      const own = Object.keys(asked)[0];
      if (own === undefined || (command === undefined && this.#scenario.product === undefined)) return [];
      return [finding([...at, own], `${own} is of the built-in client, and this stage is a program`, "leave it out")];
    });
  }

  /** Agents and checksums, which steps before have begun. */
  #begun(step: Step, at: Path): readonly Finding[] {
    if ("spawn" in step) {
      const { agent } = step.spawn;
      if (this.#agents.has(agent))
        return [finding([...at, "spawn", "agent"], `the agent ${agent} is under way already`, "join it before")];
      this.#agents.set(agent, at);
    }
    if ("delegate" in step && this.#agents.has(step.delegate.to.slice("agent:".length)))
      return [finding([...at, "delegate", "to"], `${step.delegate.to} is under way already`, "join it before")];
    for (const verb of ["join", "cancel"] as const) {
      const name = verb in step ? (step as Readonly<Record<string, string>>)[verb] : undefined;
      if (name !== undefined && !this.#agents.delete(name))
        return [finding([...at, verb], `no agent ${name} is under way`, `send one off: \`spawn: { agent: ${name} }\``)];
    }
    if (!("checksum" in step)) return [];
    const { of, as: name, equals } = step.checksum;
    if (name !== undefined) this.#checksums.set(name, of);
    if (equals === undefined || this.#checksums.get(equals) === of) return [];
    const hint = `keep one by \`checksum: { of: ${of}, as: ${equals} }\``;
    return [finding([...at, "checksum", "equals"], `no step before this one keeps ${equals} of ${of}`, hint)];
  }

  /** What a step goes by, that none before it has made. */
  #named(step: Step, at: Path): readonly Finding[] {
    if ("grow-context" in step) for (const { id, text } of step["grow-context"].needles) this.#needles.set(id, text);
    if ("checkpoint" in step) this.#checkpoints.add(step.checkpoint);
    const found: Finding[] = [];
    if ("recall" in step && !this.#needles.has(step.recall.needle)) {
      const message = `no step before this one plants the needle ${step.recall.needle}`;
      found.push(finding([...at, "recall", "needle"], message, "plant it by grow-context"));
    }
    if (
      "recall" in step &&
      step.recall.ask?.includes(readNeedle(this.#needles.get(step.recall.needle) ?? "").word) === true
    ) {
      const message = "the question has the word in it that has to come back";
      found.push(finding([...at, "recall", "ask"], message, "ask without it, or an echo passes"));
    }
    if ("restore" in step && !this.#checkpoints.has(step.restore)) {
      const message = `no step before this one has the checkpoint ${step.restore}`;
      found.push(finding([...at, "restore"], message, `keep one by \`checkpoint: ${step.restore}\``));
    }
    for (const { text, path } of textsOf(step)) found.push(...this.#unset(text, [...at, ...path]));
    if (!("let" in step)) return found;
    for (const [name, value] of Object.entries(step.let)) {
      if (typeof value === "string") found.push(...this.#unset(value, [...at, "let", name]));
      this.#variables.add(name);
    }
    return found;
  }

  #unset(text: string, at: Path): readonly Finding[] {
    return namedIn(text)
      .filter((name) => !this.#variables.has(name))
      .map((name) =>
        isVariable(name)
          ? finding(at, `no step before this one sets \${${name}}`, `set it by \`let: { ${name}: … }\``)
          : finding(at, `no variable can be named \${${name}}: ${NAMES}`, `where it is text, write $\${${name}}`),
      );
  }
}

const NAMES = "names have lower-case letters, digits and _";

interface FilledText {
  readonly text: string;
  readonly path: Path;
}

/** The texts of a step in which variables may stand. */
function textsOf(step: Step): readonly FilledText[] {
  const texts: readonly (readonly [string | undefined, ...Path])[] =
    "turn" in step
      ? [[step.turn, "turn"]]
      : "inject" in step
        ? [[step.inject.text, "inject", "text"]]
        : "recall" in step
          ? [[step.recall.ask, "recall", "ask"]]
          : "assert" in step
            ? (["contains", "not"] as const).map((name) => [step.assert.text?.[name], "assert", "text", name] as const)
            : textsOfOthers(step);
  return texts.flatMap(([text, ...path]) => (text === undefined ? [] : [{ text, path }]));
}

/** Those of steps in which others speak than the session's own product. */
function textsOfOthers(step: Step): readonly (readonly [string | undefined, ...Path])[] {
  if ("say" in step) {
    const { goal, until } = step.say;
    return [[goal, "say", "goal"], ...(typeof until === "string" ? [[until, "say", "until"] as const] : [])];
  }
  if ("spawn" in step) return [[step.spawn.turn, "spawn", "turn"]];
  if ("delegate" in step) return [[step.delegate.turn, "delegate", "turn"]];
  if (!("pipeline" in step)) return [];
  const { input, stages } = step.pipeline;
  return [
    [input, "pipeline", "input"],
    ...stages.map(({ ask }, index) => [ask, "pipeline", "stages", index, "ask"] as const),
  ];
}

function conditionProblem(condition: string | undefined): string | undefined {
  if (condition === undefined) return undefined;
  try {
    parseQuery({ where: condition }, 0);
    return undefined;
  } catch (thrown) {
    if (isBellwetherError(thrown)) return thrown.message;
    throw thrown;
  }
}
