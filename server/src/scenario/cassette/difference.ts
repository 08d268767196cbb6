/** Where two JSON values part. */
export interface Difference {
  /** Parts that are the same before it, in the order in which they are written. */
  readonly same: number;
  /** `messages[2].content`; empty where the whole is another. */
  readonly at: string;
  /** What stands there in the one and in the other, shortened. */
  readonly before: string;
  readonly now: string;
}

/** The first place at which two JSON values are not the same. */
export function firstDifference(before: unknown, now: unknown): Difference {
  const [old, young] = [leavesOf(before), leavesOf(now)];
  const index = old.findIndex(([at, value], place) => young[place]?.[0] !== at || young[place]?.[1] !== value);
  const same = index === -1 ? old.length : index;
  const [left, right] = [old[same], young[same]];
  // What comes first there is what is missing on one side.
  const at = left === undefined ? (right?.[0] ?? "") : left[0];
  const other = new Map(young).get(at);
  return { same, at, before: shown(left?.[1]), now: shown(left === undefined ? right?.[1] : other) };
}

type Leaf = readonly [string, string];

function leavesOf(value: unknown, at = ""): readonly Leaf[] {
  if (Array.isArray(value) && value.length > 0)
    return value.flatMap((one: unknown, index) => leavesOf(one, `${at}[${index}]`));
  if (typeof value !== "object" || value === null || Object.keys(value).length === 0)
    return [[at, JSON.stringify(value) ?? "nothing"]];
  return Object.entries(value).flatMap(([key, one]) => leavesOf(one, at === "" ? key : `${at}.${key}`));
}

const MOST_SHOWN = 80;

function shown(json: string | undefined): string {
  if (json === undefined) return "nothing";
  return json.length <= MOST_SHOWN ? json : `${json.slice(0, MOST_SHOWN).toWellFormed()}…`;
}
