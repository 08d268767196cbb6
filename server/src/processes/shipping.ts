import { priceRecords } from "../adapters/prices/price-records.ts";
import { FileSource } from "../adapters/spool/file-source.ts";
import { systemClock } from "../core/clock.ts";
import type { ExchangeRecord } from "../exchange/columns.ts";
import { Shipper } from "../exchange/spool/shipper.ts";
import type { ExchangeStore } from "../exchange/store.ts";
import type { GroupPaths } from "./paths.ts";
import { type ShipLoop, startShipping } from "./ship-loop.ts";

const SHIP_EVERY_MS = 100;
const SHIP_MOST_MS = 300;
const SHIP_BACKOFF_MS = 5_000;

/** The shipping of this machine's spool. */
export interface SpoolShipping extends ShipLoop {
  /** Exchanges that have begun and not ended. */
  readonly openExchanges: number;
}

/**
 * Ships this machine's spool to the exchange store, for as long as the process lives.
 *
 * @param shipped told of records that are in the store now.
 */
export function shipSpool(
  paths: GroupPaths,
  exchanges: Pick<ExchangeStore, "insert">,
  shipped: (records: readonly ExchangeRecord[]) => void,
  say: (what: string, error?: unknown) => void,
): SpoolShipping {
  const shipper = new Shipper(
    new FileSource(paths.spool),
    { insert: (block, records) => exchanges.insert(block, records.map(priceRecords)) },
    {
      shipped,
      damage: ({ worker, run, segment, offset }) =>
        say(
          `a part of the spool cannot be read and is left out: ${worker}/${run}, segment ${segment}, from byte ${offset}`,
        ),
    },
  );
  const loop = startShipping(
    shipper,
    { everyMs: SHIP_EVERY_MS, mostMs: SHIP_MOST_MS, maxBackoffMs: SHIP_BACKOFF_MS, now: systemClock.steady },
    say,
  );
  return {
    get trouble() {
      return loop.trouble;
    },
    get openExchanges() {
      return shipper.openExchanges;
    },
    now: () => loop.now(),
    stop: () => loop.stop(),
  };
}
