import { columnNamed, COLUMNS, type ColumnName, type ColumnSpec } from "../columns.ts";
import { nearest } from "../../core/nearest.ts";

/** Shorter names for the columns that people ask for most. */
const ALIASES: Readonly<Record<string, ColumnName>> = {
  model: "model_served",
  effort: "effort_sent",
  thinking: "thinking_sent",
  idle: "idle_ms",
  duration: "duration_ms",
  cost: "cost_usd",
  violation: "violations",
  journey: "journeys",
  tool: "tool_calls",
  time: "received_at",
  digest: "contract_digest",
};

/** A column by its name or alias. */
export function resolveColumn(name: string): (ColumnSpec & { readonly name: ColumnName }) | undefined {
  return columnNamed(Object.hasOwn(ALIASES, name) ? (ALIASES[name] ?? name) : name);
}

/** Every name that a filter may use, aliases included. */
export function queryNames(): readonly string[] {
  return ["contract", ...Object.keys(ALIASES), ...COLUMNS.map(({ name }) => name)];
}

/** What to say of a name that is no column. */
export function unknownName(name: string): string {
  const near = nearest(name, queryNames());
  return `there is no column ${JSON.stringify(name)}${near === undefined ? "; bellwether query --columns lists them" : `; did you mean ${near}?`}`;
}
