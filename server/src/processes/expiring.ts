import type { Config } from "../config/config.ts";
import type { ControlStore } from "../control/control-store.ts";
import type { Leadership } from "../control/leadership.ts";
import { retentionAt } from "../control/retention.ts";
import { systemClock } from "../core/clock.ts";
import type { ExchangeStore } from "../exchange/store.ts";

/** What removing old records takes. */
export interface ExpiringPorts {
  readonly config: Config;
  readonly control: ControlStore;
  readonly exchanges: ExchangeStore;
  readonly leadership: Leadership;
  /** Resolves when the schema is this version's. */
  readonly prepared: Promise<void>;
  readonly say: (what: string, error?: unknown) => void;
}

/** Removing writes a month of records anew: once a day is often enough. */
const EXPIRE_MS = 86_400_000;

/**
 * Removes what is too old, at start and once a day; of several replicas whichever leads does it. A
 * failure is told, and tried again the next time.
 */
export function startExpiring(ports: ExpiringPorts): { stop(): Promise<void> } {
  const { config, control, exchanges, leadership, prepared, say } = ports;
  const expire = async (): Promise<void> => {
    if (!leadership.leads) return;
    const { contracts } = await control.state();
    await exchanges.expire(retentionAt(systemClock.now(), config.retention.exchanges, contracts));
  };
  const run = (): Promise<void> =>
    expire().catch((error: unknown) => say("records that are too old could not be removed", error));
  let running = prepared.then(run);
  const timer = setInterval(() => {
    running = running.then(run);
  }, EXPIRE_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
}
