import type { Notice } from "../contract/notices/notice.ts";
import { noticeId } from "../contract/notices/write.ts";
import { readDetail } from "./audit-detail.ts";
import type { ChainedEntry, StoredChannel, StoredChoice, StoredContract, StoredGateResult } from "./control-store.ts";

/** What a store holds of versions and channels, and of what was told and chosen. */
export interface Registered {
  readonly contracts: readonly Pick<StoredContract, "surface" | "version" | "digest">[];
  readonly channels: readonly StoredChannel[];
  readonly notices: readonly Notice[];
  readonly choices: readonly Pick<StoredChoice, "tenant" | "notice" | "choice">[];
  readonly gateResults: readonly Pick<StoredGateResult, "digest" | "gate" | "verdict" | "run">[];
}

/**
 * Gathers from the entries of a log what they say is registered, told, chosen and tried and where channels
 * point, and holds it against what a store says: what was changed past the log is told.
 */
export class LoggedContents {
  readonly #digests = new Map<string, string>();
  readonly #channels = new Map<string, string>();
  readonly #notices = new Set<string>();
  /** By tenant and notice. */
  readonly #choices = new Map<string, string>();
  /** The newest result, by digest and gate. */
  readonly #gates = new Map<string, string>();
  /** Surfaces whose entries do not say everything about the channel `stable`: they are of an older form. */
  readonly #untold = new Set<string>();

  /** Takes the next entries, oldest first. */
  read(entries: readonly ChainedEntry[]): void {
    for (const { action, subject, detail } of entries) {
      const said = readDetail(detail) ?? {};
      if (action === "contract.register") this.#registered(subject, said);
      else if (action === "channel.set") this.#channels.set(subject, String(said["to"]));
      else if (action === "choice.set")
        this.#choices.set(`${subject} of ${String(said["notice"])}`, String(said["to"]));
      else if (action === "gate.result")
        this.#gates.set(`${String(said["gate"])} of ${subject}`, `${String(said["verdict"])} ${String(said["run"])}`);
      if (typeof said["notice"] === "string" && action !== "choice.set") this.#notices.add(said["notice"]);
    }
  }

  #registered(subject: string, said: Readonly<Record<string, unknown>>): void {
    const [surface = "", version = ""] = subject.split(/@(.*)/s);
    this.#digests.set(subject, String(said["digest"]));
    if (!("channel" in said)) this.#untold.add(`${surface}@stable`);
    else if (typeof said["channel"] === "string") this.#channels.set(`${surface}@${said["channel"]}`, version);
  }

  /** What a store says otherwise than the log, a sentence each. */
  against({ contracts, channels, notices, choices, gateResults }: Registered): readonly string[] {
    const gates = new Map(
      gateResults.map(({ digest, gate, verdict, run }) => [`${gate} of ${digest}`, `${verdict} ${run}`]),
    );
    const chosen = new Map(choices.map(({ tenant, notice, choice }) => [`${tenant} of ${notice}`, choice]));
    const problems = [
      ...this.#againstNotices(notices),
      ...differences("the choice of", chosen, this.#choices),
      ...differences("the result of the gate", gates, this.#gates),
    ];
    const there = new Map(contracts.map(({ surface, version, digest }) => [`${surface}@${version}`, digest]));
    for (const [name, digest] of there) {
      const logged = this.#digests.get(name);
      if (logged === undefined) problems.push(`${name} is registered, and no entry says so`);
      else if (logged !== digest)
        problems.push(`${name} has the digest ${digest}, and the log says that it was registered as ${logged}`);
    }
    for (const name of this.#digests.keys()) if (!there.has(name)) problems.push(`${name} was registered, and is gone`);
    const pointing = new Map(channels.map(({ surface, channel, version }) => [`${surface}@${channel}`, version]));
    for (const [name, version] of pointing) {
      const logged = this.#channels.get(name);
      if (logged === version || (logged === undefined && this.#untold.has(name))) continue;
      problems.push(
        logged === undefined
          ? `${name} points at ${version}, and no entry says so`
          : `${name} points at ${version}, and the log says ${logged}`,
      );
    }
    for (const [name, version] of this.#channels)
      if (!pointing.has(name)) problems.push(`${name} was set to ${version}, and is gone`);
    return problems;
  }

  #againstNotices(notices: readonly Notice[]): string[] {
    const there = new Set(notices.map(({ id }) => id));
    const gone = [...this.#notices].filter((id) => !there.has(id));
    return [
      ...gone.map((id) => `the notice ${id} was written, and is gone`),
      ...notices
        .filter(({ id }) => !this.#notices.has(id))
        .map(({ id }) => `the notice ${id} is there, and no entry says so`),
      ...notices.filter(isChanged).map(({ id }) => `the notice ${id} is not what its id says`),
    ];
  }
}

/** Where two lists of named values differ, a sentence each. */
function differences(what: string, there: ReadonlyMap<string, string>, logged: ReadonlyMap<string, string>): string[] {
  const names = [...new Set([...there.keys(), ...logged.keys()])];
  return names
    .filter((name) => there.get(name) !== logged.get(name))
    .map((name) => {
      const [is, was] = [there, logged].map((one) => one.get(name)?.trim() ?? "none");
      return `${what} ${name} is ${is}, and the log says ${was}`;
    });
}

function isChanged({ id, measured: _measured, ...said }: Notice): boolean {
  return noticeId(said) !== id;
}
