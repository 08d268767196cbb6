import { BellwetherError } from "../core/error.ts";
import type { Clock } from "../core/clock.ts";
import { KEY_KINDS, keyHash, type KeyKind, type KeyRecord, newKey } from "../gateway/key.ts";
import type { ControlState, ControlStore, StoredKey } from "./control-store.ts";
import { decideAndApply } from "./decide.ts";

/** What a new key is to be. */
export interface KeyWish {
  readonly kind: KeyKind;
  readonly tenant: string;
  readonly surface?: string | undefined;
  readonly audience?: string | undefined;
  readonly channel?: string | undefined;
  readonly trusted?: boolean | undefined;
  readonly name?: string | undefined;
}

/** A key that was just made: the only time that it is seen. */
export interface MadeKey {
  readonly secret: string;
  readonly record: StoredKey;
}

/** What the services of control need. */
export interface ControlPorts {
  readonly store: ControlStore;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly random: (into: Uint8Array) => Uint8Array;
  /** Told after every change, so that gateways hear of it. */
  readonly changed: () => Promise<void>;
  /** Whether a webhook is owed each notice. */
  readonly webhook?: boolean;
}

/** Makes, lists, rotates and revokes keys. Every change is audited and reaches the gateways. */
export class KeyService {
  readonly #ports: ControlPorts;

  constructor(ports: ControlPorts) {
    this.#ports = ports;
  }

  /** Makes a key. @throws {BellwetherError} `query_invalid` when the wish makes no sense. */
  async create(wish: KeyWish, actor: string): Promise<MadeKey> {
    checkWish(wish);
    const made = this.#make(wish);
    await this.#ports.store.apply({
      audit: this.#audit(actor, "key.create", made.record.id, { kind: wish.kind, tenant: wish.tenant }),
      insertKeys: [made.record],
    });
    await this.#ports.changed();
    return made;
  }

  /** Every key that there is or was, without what would let anybody use it. */
  async list(): Promise<readonly Omit<StoredKey, "hash">[]> {
    const { keys } = await this.#ports.store.state();
    return keys.map(({ hash: _hash, ...key }) => key);
  }

  /**
   * Makes a key in the place of another, which goes on for the overlap.
   *
   * @param overlapMs how long both are good.
   * @throws {BellwetherError} `resource_unknown` when there is no such live key.
   */
  async rotate(id: string, overlapMs: number, actor: string): Promise<MadeKey> {
    const { store, clock } = this.#ports;
    const rotated = await decideAndApply(store, (state) => {
      const old = this.#live(state, id);
      const made = this.#make(old);
      // A key that ends sooner by itself is not given more time by the one that follows it.
      const expiresAt = Math.min(clock.now() + overlapMs, old.expiresAt ?? Infinity);
      const audit = this.#audit(actor, "key.rotate", id, { to: made.record.id, overlapMs });
      return { result: made, change: { audit, insertKeys: [made.record], endKeys: [{ id, expiresAt }] } };
    });
    await this.#ports.changed();
    return rotated;
  }

  /** Ends a key at once. @throws {BellwetherError} `resource_unknown` when there is no such live key. */
  async revoke(id: string, actor: string): Promise<void> {
    const { store, clock } = this.#ports;
    await decideAndApply(store, (state) => {
      this.#live(state, id);
      const audit = this.#audit(actor, "key.revoke", id, {});
      return { result: undefined, change: { audit, endKeys: [{ id, revokedAt: clock.now() }] } };
    });
    await this.#ports.changed();
  }

  /** The live key of a secret, or undefined. */
  async find(secret: string): Promise<KeyRecord | undefined> {
    const hash = keyHash(secret);
    const { keys } = await this.#ports.store.state();
    const key = keys.find((one) => one.hash === hash);
    return key !== undefined && isLive(key, this.#ports.clock.now()) ? key : undefined;
  }

  #live({ keys }: ControlState, id: string): StoredKey {
    const key = keys.find((one) => one.id === id);
    if (key !== undefined && isLive(key, this.#ports.clock.now())) return key;
    const ended = key === undefined ? "there is none" : "it has been revoked or has expired";
    throw new BellwetherError(
      "resource_unknown",
      `no key can be found by the id ${id}: ${ended} (bellwether key list shows them)`,
    );
  }

  #make(wish: KeyWish): MadeKey {
    const secret = newKey(wish.kind, this.#ports.random);
    const id = `key_${this.#ports.newId().replaceAll("-", "").slice(-16)}`;
    const record: StoredKey = {
      id,
      hash: keyHash(secret),
      kind: wish.kind,
      tenant: wish.tenant,
      ...(wish.surface === undefined ? {} : { surface: wish.surface }),
      ...(wish.audience === undefined ? {} : { audience: wish.audience }),
      ...(wish.channel === undefined ? {} : { channel: wish.channel }),
      trusted: wish.trusted ?? false,
      name: wish.name ?? "",
      createdAt: this.#ports.clock.now(),
    };
    return { secret, record };
  }

  #audit(
    actor: string,
    action: string,
    subject: string,
    detail: unknown,
  ): { at: number; actor: string; action: string; subject: string; detail: string } {
    return { at: this.#ports.clock.now(), actor, action, subject, detail: JSON.stringify(detail) };
  }
}

/** Whether a key is good at a time. */
export function isLive(key: StoredKey, now: number): boolean {
  return key.revokedAt === undefined && (key.expiresAt === undefined || key.expiresAt > now);
}

function checkWish(wish: KeyWish): void {
  if (!KEY_KINDS.includes(wish.kind)) {
    throw new BellwetherError(
      "query_invalid",
      `a key of kind ${JSON.stringify(wish.kind)} cannot be made; the kinds are ${KEY_KINDS.join(", ")}`,
    );
  }
  requireTenantName(wish.tenant);
}

/** @throws {BellwetherError} `query_invalid` for what cannot name a tenant. */
export function requireTenantName(tenant: string): void {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(tenant)) return;
  throw new BellwetherError(
    "query_invalid",
    `${JSON.stringify(tenant)} cannot name a tenant: letters, digits, dots, dashes and underscores, at most 64`,
  );
}
