import type { ContractedRole } from "./contracted.ts";

const DATE_SUFFIX = /^-(\d{4})(-?)(\d{2})\2(\d{2})$/;
/** Some vendors write a month and a day, or a year and a month: `gpt-4-0613`, `mistral-large-2411`. */
const SHORT_DATE = /^-(\d{2})(\d{2})$/;
/** What an alias has behind the name that its snapshots have: `claude-3-opus-latest`, `claude-sonnet-4-0`. */
const ALIASES = ["-latest", "-0"] as const;
/** Years of two digits in which models have been released, and will be. */
const [FIRST_YEAR, LAST_YEAR] = [20, 50];

/**
 * Whether `dated` is a dated snapshot of `id`: the id, or the name of which it is an alias, then a date as
 * `-YYYYMMDD`, `-YYYY-MM-DD`, `-MMDD` or `-YYMM`.
 */
export function isSnapshotOf(dated: string, id: string): boolean {
  if (dated === id) return false;
  if (dated.startsWith(id) && endsInDate(dated.slice(id.length))) return true;
  const alias = ALIASES.find((suffix) => id.endsWith(suffix));
  return alias !== undefined && isSnapshotOf(dated, id.slice(0, -alias.length));
}

function endsInDate(rest: string): boolean {
  const [, year, , month, day] = DATE_SUFFIX.exec(rest) ?? [];
  if (year !== undefined) return isDate(Number(year), Number(month), Number(day));
  const [, first, second] = SHORT_DATE.exec(rest) ?? [];
  if (first === undefined) return false;
  const isYearAndMonth = Number(first) >= FIRST_YEAR && Number(first) <= LAST_YEAR && isDate(2000, Number(second), 1);
  return isYearAndMonth || isDate(2000, Number(first), Number(second));
}

/** Whether there is such a day: what only looks like a date says nothing of a snapshot. */
function isDate(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return year >= 2000 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/**
 * Whether a model name stands for a contracted model: its id, its declared snapshot, or a dated
 * snapshot of the id unless the contract is pinned to a particular one.
 */
export function isModel(contracted: ContractedRole, id: string, other: string): boolean {
  if (other === id) return true;
  const { snapshot, pinned } = contracted.model;
  // The snapshot is that of the contracted id, not of another that may be chosen in its place.
  const own = snapshot !== undefined && id === contracted.fields.model?.value;
  if (own && other === snapshot) return true;
  return isSnapshotOf(other, id) && !(own && pinned);
}

/** Whether a model that answered is one of the declared fallbacks. */
export function isFallback(contracted: ContractedRole, served: string): boolean {
  return contracted.fallbacks.some(({ id }) => id === undefined || served === id || isSnapshotOf(served, id));
}

/**
 * Whether a model may answer under the contract: the contracted one (or the one that was chosen
 * inside the bounds) or a snapshot of it, or a declared fallback. Where no model is contracted,
 * any may.
 *
 * @param chosen the model that holds for this exchange; the contracted one when left out.
 */
export function acceptsServed(contracted: ContractedRole, served: string, chosen?: string): boolean {
  const bounds = contracted.fields.model;
  if (bounds === undefined) return true;
  const ids = chosen === undefined ? [bounds.value ?? [], bounds.allow ?? []].flat() : [chosen];
  // An alias that was asked for by its snapshot is still the alias: a pin holds for both.
  const asked = ids.some((id) => isModel(contracted, id, served) || stands(contracted, id, served));
  return asked || ids.length === 0 || isFallback(contracted, served);
}

/** Whether the chosen name is a snapshot of the contracted model and the served one the model itself. */
function stands(contracted: ContractedRole, chosen: string, served: string): boolean {
  const id = contracted.fields.model?.value;
  return id !== undefined && served === id && isModel(contracted, id, chosen);
}
