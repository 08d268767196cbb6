import type { ChainedEntry, StoredChannel, StoredContract } from "./control-store.ts";

/** What a store holds of versions and channels. */
export interface Registered {
  readonly contracts: readonly Pick<StoredContract, "surface" | "version" | "digest">[];
  readonly channels: readonly StoredChannel[];
}

/**
 * Gathers from the entries of a log what they say is registered and where channels point, and holds
 * it against what a store says: a version or a channel that was changed past the log is told.
 */
export class LoggedContents {
  readonly #digests = new Map<string, string>();
  readonly #channels = new Map<string, string>();
  /** Surfaces whose entries do not say everything about the channel `stable`: they are of an older form. */
  readonly #untold = new Set<string>();

  /** Takes the next entries, oldest first. */
  read(entries: readonly ChainedEntry[]): void {
    for (const { action, subject, detail } of entries) {
      const said = parsed(detail);
      if (action === "contract.register") this.#registered(subject, said);
      else if (action === "channel.set") this.#channels.set(subject, String(said["to"]));
    }
  }

  #registered(subject: string, said: Readonly<Record<string, unknown>>): void {
    const [surface = "", version = ""] = subject.split(/@(.*)/s);
    this.#digests.set(subject, String(said["digest"]));
    if (!("channel" in said)) this.#untold.add(`${surface}@stable`);
    else if (typeof said["channel"] === "string") this.#channels.set(`${surface}@${said["channel"]}`, version);
  }

  /** What a store says otherwise than the log, a sentence each. */
  against({ contracts, channels }: Registered): readonly string[] {
    const problems: string[] = [];
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
}

function parsed(detail: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(detail);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    // An entry that was damaged: its digest tells it, and it says nothing here.
    return {};
  }
}
