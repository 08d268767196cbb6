import { BellwetherError } from "../core/error.ts";
import type { StoredChannel } from "./control-store.ts";
import { decideAndApply } from "./decide.ts";
import type { ControlPorts } from "./keys.ts";

/** Moves channels by command. Every move is audited and reaches the gateways. */
export class ChannelService {
  readonly #ports: Pick<ControlPorts, "store" | "clock" | "changed">;

  constructor(ports: Pick<ControlPorts, "store" | "clock" | "changed">) {
    this.#ports = ports;
  }

  /**
   * Points a channel at a version that is registered. Conversations under way keep the version that
   * they began with, unless their contract says otherwise.
   *
   * @throws {BellwetherError} `query_invalid` for what cannot name a channel, `resource_unknown`
   * where there is no such version.
   */
  async move(to: StoredChannel, actor: string): Promise<void> {
    const { surface, channel, version } = to;
    if (!/^[a-z][a-z0-9-]{0,63}$/.test(channel)) {
      const message = `${JSON.stringify(channel)} cannot name a channel: lower-case letters, digits and dashes, at most 64`;
      throw new BellwetherError("query_invalid", message);
    }
    await decideAndApply(this.#ports.store, ({ contracts, channels }) => {
      if (!contracts.some((one) => one.surface === surface && one.version === version)) {
        const known = contracts.filter((one) => one.surface === surface).map((one) => one.version);
        const there = known.length === 0 ? "there is no such surface" : `it has ${known.join(", ")}`;
        throw new BellwetherError("resource_unknown", `no version ${version} of ${surface} is registered: ${there}`);
      }
      const from = channels.find((one) => one.surface === surface && one.channel === channel)?.version;
      if (from === version) return { result: undefined };
      const audit = {
        at: this.#ports.clock.now(),
        actor,
        action: "channel.set",
        subject: `${surface}@${channel}`,
        detail: JSON.stringify({ from: from ?? null, to: version }),
      };
      return { result: undefined, change: { audit, setChannels: [to] } };
    });
    await this.#ports.changed();
  }
}
