import { isSnapshotOf } from "../../contract/served.ts";
import type { RequestInvariant, RequestMoment } from "./invariant.ts";

/** Names of families, by which a call may ask for whichever of its models is the latest. */
const FAMILIES: ReadonlySet<string> = new Set(["haiku", "sonnet", "opus", "flash", "pro", "mini", "nano"]);

/**
 * A model's id without what others put around it: how it is used (`[1m]`), whose it is (`openai/`, `us.anthropic.`),
 * Bedrock's version behind it, and Vertex's sign before its date.
 */
function plain(model: string): string {
  const own = model
    .replace(/\[[^\]]*\]$/, "")
    .replace(/^.*\//, "")
    .replace(/^(?:[a-z]+\.)+/, "");
  return own.replace(/-v\d+(?::\d+)?$/, "").replace("@", "-");
}

/**
 * Whether a model is the one that a call named.
 *
 * @returns undefined where nobody can tell: `inherit`, `fast` and the like are names of the product's own.
 */
function isNamed(model: string, name: string): boolean | undefined {
  const [own, asked] = [plain(model), plain(name)];
  if (FAMILIES.has(asked)) {
    // A name that tells no family, as of a deployment, may be of any.
    const families = own.split(/[-_.:]/).filter((part) => FAMILIES.has(part));
    return families.length === 0 ? undefined : families.includes(asked);
  }
  if (own === asked || isSnapshotOf(own, asked)) return true;
  return /\d/.test(asked) ? false : undefined;
}

/** What departs from what its spawn declared, and is not what the contract says instead. */
function departs({
  watch,
  model,
  effort,
  promises,
}: RequestMoment): readonly [what: string, asked: string, now: string][] {
  const { spawned } = watch;
  const found: [string, string, string][] = [];
  if (spawned?.model !== undefined && model !== promises.model && isNamed(model, spawned.model) === false)
    found.push(["model", spawned.model, model]);
  // Not every model has an effort: where none is said, nobody can tell.
  if (spawned?.effort !== undefined && effort !== undefined && effort !== spawned.effort && effort !== promises.effort)
    found.push(["effort", spawned.effort, effort]);
  return found;
}

/** A sub-agent asks for the model and the effort that the call which began it named. */
export const delegateMismatch: RequestInvariant = {
  id: "DELEGATE_MISMATCH",
  incident: "sub-agents that were pinned to a model and an effort ran on their parent's",
  atFirst: true,
  check: (moment) => {
    const [first, ...others] = departs(moment);
    const { spawned } = moment.watch;
    if (first === undefined || spawned === undefined) return undefined;
    const said = [first, ...others].map(([what, asked, now]) => `its ${what} is ${now}, and ${asked} was asked for`);
    return {
      message: `a sub-agent is not as the call that began it declared: ${said.join("; ")} (exchange ${spawned.exchange})`,
      before: first[1],
      now: first[2],
    };
  },
};
