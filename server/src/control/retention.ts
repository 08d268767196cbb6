import { parseContract } from "../contract/load.ts";
import type { Retention } from "../exchange/store.ts";
import type { StoredContract } from "./control-store.ts";

const DAY = 86_400_000;

/**
 * What is too old now: the configuration's word, and of contracts that say `retention_days` (or
 * one of whose audiences does) the shortest that they say, where it is shorter.
 *
 * @param keepMs how long records are kept in general, in milliseconds.
 */
export function retentionAt(now: number, keepMs: number, contracts: readonly StoredContract[]): Retention {
  const shorter = contracts.flatMap(({ surface, version, document }) => {
    const days = shortestDays(document);
    return days === undefined || days * DAY >= keepMs ? [] : [{ surface, version, before: now - days * DAY }];
  });
  return { before: now - keepMs, contracts: shorter };
}

function shortestDays(document: string): number | undefined {
  const result = parseContract("(registered)", document, () => undefined);
  if (!result.ok) return undefined;
  const { base, audiences } = result.contract;
  const days = [base, ...audiences.values()].flatMap(({ data }) => data?.retention_days ?? []);
  return days.length === 0 ? undefined : Math.min(...days);
}
