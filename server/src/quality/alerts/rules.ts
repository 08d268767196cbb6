import type { Alert, AlertLabel } from "./alert.ts";

/** Values of labels that have to be there, all of them; with a `*` at its end a value is a beginning. */
export type Matchers = Readonly<Partial<Record<AlertLabel, string>>>;

/** Which alerts go where. */
export interface AlertRule {
  readonly name: string;
  readonly match: Matchers;
  /** Names of channels. */
  readonly to: readonly string[];
  /** Alerts that share these go out together. */
  readonly groupBy: readonly AlertLabel[];
  /** Milliseconds that the first of a group waits for others. */
  readonly waitMs: number;
  /** Milliseconds after which one that is still open is told again. */
  readonly repeatMs: number;
}

/** Whether an alert has the labels that are asked for. */
export function matches(matchers: Matchers, { labels }: Pick<Alert, "labels">): boolean {
  return (Object.entries(matchers) as [AlertLabel, string][]).every(([name, wanted]) =>
    wanted.endsWith("*") ? labels[name].startsWith(wanted.slice(0, -1)) : labels[name] === wanted,
  );
}

/** The group of an alert under a rule. */
export function groupOf({ name, groupBy }: AlertRule, { labels }: Alert): string {
  return JSON.stringify([name, ...groupBy.map((label) => labels[label])]);
}
