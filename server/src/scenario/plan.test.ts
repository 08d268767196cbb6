import { expect, test } from "bun:test";
import { parseScenario } from "./load.ts";
import { planRuns, runKey } from "./plan.ts";

function scenario(name: string, repeat: number) {
  const loaded = parseScenario("x.yaml", `scenario: ${name}\nrepeat: ${repeat}\nsteps: [{ turn: one }]\n`, {
    fault: () => undefined,
  });
  if (!loaded.ok) throw new Error("it is good");
  return loaded.scenario;
}
const named = (runs: ReturnType<typeof planRuns>): readonly string[] =>
  runs.map(({ scenario: { scenario: name }, repeat }) => `${name}${repeat}`);

test("runs of scenarios alternate, so that one that is cut short has seen them all", () => {
  const both = [scenario("a", 2), scenario("b", 3)];
  expect(named(planRuns(both, undefined, new Set()))).toEqual(["a0", "b0", "a1", "b1", "b2"]);
  expect(named(planRuns(both, 1, new Set()))).toEqual(["a0", "b0"]);
});

test("what has been played is not played again", () => {
  const played = new Set([runKey("a", 0), runKey("b", 1)]);
  expect(named(planRuns([scenario("a", 2), scenario("b", 2)], undefined, played))).toEqual(["b0", "a1"]);
});
