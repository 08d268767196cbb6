import { sha256 } from "../../core/digest.ts";
import type { Interaction } from "./cassette.ts";
import { firstDifference } from "./difference.ts";

/** What a run asks. */
export interface Asked {
  readonly run: string;
  readonly path: string;
  readonly request: Readonly<Record<string, unknown>>;
}

/** The place of an interaction in the cassette, or what is nearest to what was asked, in words. */
export type Found =
  | { readonly kind: "found"; readonly index: number }
  | { readonly kind: "unknown"; readonly why: string };

/**
 * Finds the answers of a cassette: those of the same run, or else of the first that asked the same, in their order; the
 * last one again where more are asked for.
 */
export class Shelf {
  readonly #interactions: readonly Interaction[];
  readonly #ofRun = new Map<string, number[]>();
  /** The first run that asked it, as its answers are kept in `ofRun`. */
  readonly #first = new Map<string, string>();
  readonly #taken = new Map<string, number>();

  constructor(interactions: readonly Interaction[]) {
    this.#interactions = interactions;
    for (const [index, one] of interactions.entries()) {
      const key = keyOf(one);
      const own = `${one.run} ${key}`;
      this.#ofRun.set(own, [...(this.#ofRun.get(own) ?? []), index]);
      if (!this.#first.has(key)) this.#first.set(key, own);
    }
  }

  /** Looks an answer up; the same question of the same run finds the next one then. */
  take(asked: Asked): Found {
    const key = keyOf(asked);
    const own = `${asked.run} ${key}`;
    const indices = this.#ofRun.get(own) ?? this.#ofRun.get(this.#first.get(key) ?? "") ?? [];
    const taken = this.#taken.get(own) ?? 0;
    this.#taken.set(own, taken + 1);
    const index = indices[Math.min(taken, indices.length - 1)];
    return index === undefined ? { kind: "unknown", why: this.#nearest(asked) } : { kind: "found", index };
  }

  /** The request that is the same for longest, and where it is another. */
  #nearest({ run, path, request }: Asked): string {
    let best: { readonly same: number; readonly words: string } | undefined;
    for (const [index, one] of this.#interactions.entries()) {
      if (one.path !== path) continue;
      const { same, at, before, now } = firstDifference(one.request, request);
      // Of equals, the same run's is the nearer one.
      const score = same + (one.run === run ? 0.5 : 0);
      if (best === undefined || score > best.same)
        best = { same: score, words: `the nearest (line ${index + 2}) has ${before} at ${at}, and ${now} was asked` };
    }
    return `the cassette does not know this request: ${best?.words ?? `it has none to ${path}`}`;
  }
}

function keyOf({ path, request }: Pick<Asked, "path" | "request">): string {
  return `${path} ${sha256(JSON.stringify(request))}`;
}
