import { RecordCourier } from "../adapters/http/record-courier.ts";
import type { Config } from "../config/config.ts";
import { openExchanges } from "./exchange-store.ts";
import { askedToEnd, forgetPid, notePid, report } from "./lifetime.ts";
import { controlPlaces } from "./parts.ts";
import { groupPaths } from "./paths.ts";
import { shipSpool } from "./shipping.ts";

/**
 * Ships the spool of a machine that runs gateways alone, until it is asked to end. The schema is
 * control's to make: before it is there, and while the store is away, records wait.
 */
export async function runShipper(config: Config): Promise<void> {
  const say = report("shipper");
  const paths = groupPaths(config);
  const { exchanges } = await openExchanges(config, paths);
  const courier = new RecordCourier(controlPlaces(config, paths, "gateway", 0));
  const shipping = shipSpool(paths, exchanges, (records) => courier.bring(records), say);
  notePid(paths.run, "shipper");

  await askedToEnd(true);
  await shipping.stop();
  await exchanges.close();
  forgetPid(paths.run, "shipper");
}
