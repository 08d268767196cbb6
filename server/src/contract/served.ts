import type { ContractedRole } from "./contracted.ts";

const DATE_SUFFIX = /^-(\d{4})(-?)(\d{2})\2(\d{2})$/;

/** Whether `dated` is a dated snapshot of `id`: the id, then `-YYYYMMDD` or `-YYYY-MM-DD`. */
export function isSnapshotOf(dated: string, id: string): boolean {
  if (!dated.startsWith(id)) return false;
  const [, year, , month, day] = DATE_SUFFIX.exec(dated.slice(id.length)) ?? [];
  return year !== undefined && isDate(Number(year), Number(month), Number(day));
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
