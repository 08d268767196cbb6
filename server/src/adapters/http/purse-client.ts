import { BellwetherError } from "../../core/error.ts";
import type { Reservation } from "../../quality/evaluators/judge/cost.ts";
import type { Spending } from "../../quality/evaluators/judge/run-judge.ts";
import type { ControlPlaces } from "./control-places.ts";

const ASK_MS = 5_000;
const DAY_MS = 86_400_000;

/**
 * A judge's money, kept by control: all gateways spend from one purse, and a restart is no new day.
 *
 * @param dollarsADay US dollars that may be spent in a day, UTC.
 */
export function purseAtControl(places: ControlPlaces, purse: string, dollarsADay: number): Spending {
  const ask = async (path: string, body: object): Promise<Response> => {
    const init = { method: "POST", body: JSON.stringify(body), signal: AbortSignal.timeout(ASK_MS) };
    try {
      return await places.ask(places.current, path, init);
    } catch (cause) {
      throw new BellwetherError("store_unreachable", "control is away, and keeps what may be spent", { cause });
    }
  };
  return {
    reserve: async (micros, now): Promise<Reservation | undefined> => {
      const day = Math.floor(now / DAY_MS);
      const response = await ask("/spend", { purse, day, micros, most: Math.floor(dollarsADay * 1_000_000) });
      if (response.status === 204) return { day, micros };
      if (response.status === 409) return undefined;
      throw new BellwetherError(
        "store_unreachable",
        `control answered ${response.status}, and keeps what may be spent`,
      );
    },
    settle: async ({ day, micros }, cost) => {
      if (cost === undefined || !(cost >= 0) || cost === micros) return;
      // Money that cannot be given back stays spent: that is on the safe side.
      await ask("/give-back", { purse, day, micros: micros - cost }).catch(() => undefined);
    },
  };
}
