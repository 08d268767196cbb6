import { BellwetherError } from "../core/error.ts";
import { type RecordParts, unlessEmpty } from "../exchange/record.ts";
import type { Durability } from "../exchange/spool/spool.ts";
import type { CallerHeaders } from "./caller.ts";
import type { Exchange } from "./exchange.ts";
import { ExchangeLog } from "./exchange-log.ts";
import type { Identity } from "./identify.ts";
import type { Incoming } from "./incoming.ts";
import { type Binding, requireFreshSnapshot } from "./plan.ts";
import type { GatewayPorts } from "./ports.ts";
import type { Snapshot } from "./snapshot.ts";

/** Begins the record of an exchange whose key is known; what has no key has no record. */
export function beginRecord(
  ports: GatewayPorts,
  exchange: Exchange,
  { route, path }: Incoming,
  { key }: Identity,
  caller: CallerHeaders,
  snapshot: Snapshot,
): void {
  const parts: RecordParts = {
    received_at: exchange.receivedAt,
    hour: new Date(exchange.receivedAt).getUTCHours(),
    tenant: key.tenant,
    key: key.id,
    node: ports.settings.node,
    snapshot: snapshot.revision,
    format: route.format,
    operation: route.operation,
    path: path.slice(0, 200),
    build: caller.build,
    flags: unlessEmpty(caller.flags),
    steps: unlessEmpty(caller.steps),
    synthetic: unlessEmpty(key.kind === "test"),
  };
  exchange.record(new ExchangeLog(exchange.id, parts));
}

/**
 * Reserves room for the record as the contract asks, now that it is known.
 *
 * @throws {BellwetherError} `spool_full` or `not_ready`, where the contract would rather have no answer.
 */
export function admit(ports: GatewayPorts, exchange: Exchange, binding: Binding, snapshot: Snapshot): void {
  const { contract, terms } = binding;
  const durability: Durability = terms.provenance === "required" ? "required" : "best_effort";
  requireFreshSnapshot(snapshot, binding, exchange.receivedAt, ports.settings.snapshotMaxAgeMs);
  const reservation = ports.spool.reserve();
  if (reservation === undefined) {
    if (durability === "required") {
      throw new BellwetherError(
        "spool_full",
        "this gateway has no room left to record this exchange, and its contract requires a record; its operator has to look at the store and at limits.spool",
        { retryAfter: 5 },
      );
    }
    ports.counters.unrecorded++;
  }
  exchange.log?.reserve(reservation, durability);
  exchange.log?.note({
    surface: contract.surface,
    version: contract.version,
    contract_digest: contract.digest,
    mode: terms.mode,
    channel: unlessEmpty(binding.channel),
    chosen_by: binding.chosenBy,
    pin: binding.pin,
    choice: unlessEmpty(binding.choice),
  });
  exchange.tell({
    contract: { name: `${contract.surface}@${contract.version}`, digest: contract.digest },
    pin: binding.pin,
  });
}
