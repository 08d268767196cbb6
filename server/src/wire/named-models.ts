import type { Iteration } from "./facts.ts";

/** The models that an answer names, in the order in which it first named them: more than one where it changed hands. */
export class NamedModels {
  readonly #names: string[] = [];
  #newest: string | undefined;

  /** Takes the model of the next piece; undefined where the piece names none. */
  add(model: string | undefined): void {
    if (model === undefined || model === this.#newest) return;
    this.#newest = model;
    if (!this.#names.includes(model)) this.#names.push(model);
  }

  /** The model that was named first, which is the answer's as long as nobody says otherwise. */
  get first(): string | undefined {
    return this.#names[0];
  }

  /** The model that was named last. */
  get newest(): string | undefined {
    return this.#newest;
  }

  /** What an answer that more than one model claims is made of; nothing is told of the usual one. */
  iterations(): readonly Iteration[] {
    return this.#names.length < 2 ? NONE : this.#names.map((model) => ({ type: "message", model }));
  }
}

const NONE: readonly Iteration[] = [];
