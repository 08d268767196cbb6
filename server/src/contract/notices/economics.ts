import type { Notice, NoticeEntry } from "./notice.ts";

/** A number that a contract promises or asks for, before and after; absent where it was not said. */
export interface NumberStep {
  /** `input_per_mtok`, `p95_ms`, `availability`, ... */
  readonly name: string;
  readonly before?: number;
  readonly after?: number;
  readonly audiences?: readonly string[];
}

/** What a change does to what is paid, and to what is promised. */
export interface EconomicEffect {
  readonly price: readonly NumberStep[];
  readonly sla: readonly NumberStep[];
  /** Shares of the price that delegations save, by the rule: `main -> role:searcher`. */
  readonly saves: readonly { readonly delegation: string; readonly share: number }[];
}

/** What a notice says of prices and promises. */
export function economicEffect({ entries }: Pick<Notice, "entries">): EconomicEffect {
  const price = entries.filter(({ rule }) => rule === "PRICE_RAISED" || rule === "PRICE_LOWERED");
  const sla = entries.filter(({ rule }) => rule === "SLA_WEAKENED" || rule === "SLA_RAISED");
  return { price: price.map(stepOf), sla: sla.map(stepOf), saves: entries.flatMap(savingOf) };
}

function stepOf({ path, before, after, audiences }: NoticeEntry): NumberStep {
  return {
    name: path.split(".").at(-1) ?? path,
    ...(typeof before === "number" ? { before } : {}),
    ...(typeof after === "number" ? { after } : {}),
    ...(audiences === undefined ? {} : { audiences }),
  };
}

function savingOf({ path, after }: NoticeEntry): EconomicEffect["saves"] {
  const [, delegation] = /^delegation\.allow\["(.+)"\]$/.exec(path) ?? [];
  const share = typeof after === "object" && after !== null && "saves" in after ? after.saves : undefined;
  return delegation === undefined || typeof share !== "number" ? [] : [{ delegation, share }];
}
