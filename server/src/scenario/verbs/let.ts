import type { Verb } from "../verb-schemas.ts";
import { StepFailed, type World } from "../world.ts";

/** Sets variables, in order; one may be made of those before it. @throws {StepFailed} where an expression does not match. */
export function setVariables(said: Verb<"let">, world: World): void {
  for (const [name, value] of Object.entries(said)) {
    if (typeof value === "string") {
      world.variables.set(name, world.filled(value));
      continue;
    }
    const answered = world.last(1)[0]?.answered ?? "";
    const found = new RegExp(value.matches, "u").exec(answered);
    if (found === null)
      throw new StepFailed(
        `${name} cannot be set: ${value.matches} does not match ${JSON.stringify(answered.slice(0, 200))}`,
      );
    world.variables.set(name, found[1] ?? found[0]);
  }
}
