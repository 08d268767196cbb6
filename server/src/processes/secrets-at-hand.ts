import type { Config } from "../config/config.ts";
import { processSecrets } from "../config/load.ts";
import { readSecret } from "../config/secret.ts";
import { postgresAddress } from "./control-store.ts";
import { webhookTarget } from "./courier.ts";
import { clickHouseAddress } from "./exchange-store.ts";
import type { Part } from "./parts.ts";

/**
 * Fails early where what the configuration names is not there, or is not what is meant: a process
 * that needs it would only find out, and be started again, and again.
 *
 * @param only the part that this machine runs; undefined for all.
 * @throws {BellwetherError} `config_invalid`.
 */
export function requireSecrets(config: Config, only: Part | undefined): void {
  if (config.stores.exchanges !== "chdb") clickHouseAddress(config.stores.exchanges);
  if (only !== "gateway") {
    postgresAddress(config);
    webhookTarget(config);
    if (config.signing_key !== undefined) readSecret(config.signing_key, processSecrets);
  }
  if (only !== "control" && config.skeleton_key !== undefined) readSecret(config.skeleton_key, processSecrets);
}
