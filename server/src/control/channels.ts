import type { Contract } from "../contract/contract.ts";
import type { Notice } from "../contract/notices/notice.ts";
import type { NoticeTerms } from "../contract/notices/terms.ts";
import { BellwetherError, isBellwetherError } from "../core/error.ts";
import type { ControlState, StoredChannel, StoredContract } from "./control-store.ts";
import { decideAndApply, type Decision } from "./decide.ts";
import { noticed, noticeDetail, noticeParts } from "./noticing.ts";
import { changesBetween, readStored } from "./registration.ts";
import type { RegistryPorts } from "./registry.ts";

/** Who moves a channel where, and what is said of it. */
interface Move {
  readonly to: StoredChannel;
  readonly actor: string;
  readonly terms: NoticeTerms;
}

/** Moves channels by command. Every move is audited, told of, and reaches the gateways. */
export class ChannelService {
  readonly #ports: RegistryPorts;

  constructor(ports: RegistryPorts) {
    this.#ports = ports;
  }

  /**
   * Points a channel at a version that is registered. Conversations under way keep the version that
   * they began with, unless their contract says otherwise.
   *
   * @param terms what is said of the change; where nothing is, what was said when the version was registered over the same one.
   * @returns what integrators are told; undefined where there is nothing to tell.
   * @throws {BellwetherError} `query_invalid` for what cannot name a channel, `resource_unknown`
   * where there is no such version, `contract_refused` where the terms do not hold.
   */
  async move(to: StoredChannel, actor: string, terms: NoticeTerms = {}): Promise<Notice | undefined> {
    const { channel } = to;
    if (!/^[a-z][a-z0-9-]{0,63}$/.test(channel)) {
      const message = `${JSON.stringify(channel)} cannot name a channel: lower-case letters, digits and dashes, at most 64`;
      throw new BellwetherError("query_invalid", message);
    }
    const notice = await decideAndApply(this.#ports.store, (state) => this.#decide({ to, actor, terms }, state));
    await this.#ports.changed();
    return notice;
  }

  #decide({ to, actor, terms: said }: Move, state: ControlState): Decision<Notice | undefined> {
    const { surface, channel, version } = to;
    const target = state.contracts.find((one) => one.surface === surface && one.version === version);
    if (target === undefined) throw unregistered(to, state.contracts);
    const from = state.channels.find((one) => one.surface === surface && one.channel === channel)?.version;
    if (from === version) return { result: undefined };
    const now = this.#ports.clock.now();
    const stored = state.contracts.find((one) => one.surface === surface && one.version === from);
    const before = stored === undefined ? undefined : readable(stored);
    const after = readable(target);
    const { severities, webhook = false } = this.#ports;
    const options = severities === undefined ? { now } : { now, severities };
    const findings = before === undefined || after === undefined ? [] : changesBetween(before, after, options);
    const terms = Object.keys(said).length > 0 ? said : termsAtRegistration(state, surface, from, version);
    const { notice, obstacles } = noticed({ before, after, findings, terms, channel, now }, state);
    if (obstacles.length > 0) {
      const message = `${surface}@${channel} is not moved to ${version}: ${obstacles.map((one) => one.message).join("; ")}`;
      throw new BellwetherError("contract_refused", message, { detail: { obstacles } });
    }
    const audit = {
      at: now,
      actor,
      action: "channel.set",
      subject: `${surface}@${channel}`,
      detail: JSON.stringify({ from: from ?? null, to: version, ...noticeDetail(notice, terms) }),
    };
    return { result: notice, change: { audit, setChannels: [to], ...noticeParts(notice, webhook) } };
  }
}

/** A version that was damaged must keep nobody from going away from it: then there is nothing to compare. */
function readable(stored: StoredContract): Contract | undefined {
  try {
    return readStored(stored);
  } catch (error) {
    if (isBellwetherError(error) && error.code === "contract_invalid") return undefined;
    throw error;
  }
}

/** What was said of the same change when the version was registered. */
function termsAtRegistration(
  { notices }: ControlState,
  surface: string,
  from: string | undefined,
  to: string,
): NoticeTerms {
  const made = notices.findLast(
    (one) => one.kind === "registered" && one.surface === surface && one.from === from && one.to === to,
  );
  return made?.terms ?? {};
}

function unregistered({ surface, version }: StoredChannel, contracts: readonly StoredContract[]): BellwetherError {
  const known = contracts.filter((one) => one.surface === surface).map((one) => one.version);
  const there = known.length === 0 ? "there is no such surface" : `it has ${known.join(", ")}`;
  return new BellwetherError("resource_unknown", `no version ${version} of ${surface} is registered: ${there}`);
}
