import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { AuditEntry, ControlStore, StoredKey } from "./control-store.ts";

/** What every control store must do. The store is empty at first. */
export function describeControlStore(name: string, open: () => Promise<ControlStore>): void {
  describe(`control store: ${name}`, () => {
    let store: ControlStore;
    const audit = (action: string): AuditEntry => ({
      at: 1_700_000_000_000,
      actor: "test",
      action,
      subject: "s",
      detail: "{}",
    });
    const key = (id: string, parts: Partial<StoredKey> = {}): StoredKey => ({
      id,
      hash: `hash-${id}`,
      kind: "app",
      tenant: "default",
      trusted: false,
      name: "",
      createdAt: 1_700_000_000_123,
      ...parts,
    });

    beforeAll(async () => {
      store = await open();
      await store.migrate();
    });
    afterAll(() => store.close());

    test("migrates again without harm and begins at revision 0", async () => {
      await store.migrate();
      expect(await store.state()).toEqual({ revision: 0, keys: [], contracts: [], channels: [] });
    });

    test("every change has one new revision and one audit entry", async () => {
      const before = (await store.state()).revision;
      const revision = await store.apply({
        audit: audit("key.create"),
        insertKeys: [key("k1", { surface: "s", audience: "free", trusted: true, expiresAt: 5 })],
      });
      expect(revision).toBe(before + 1);
      expect((await store.state()).keys).toEqual([
        key("k1", { surface: "s", audience: "free", trusted: true, expiresAt: 5 }),
      ]);
      expect((await store.audit(1))[0]).toEqual(audit("key.create"));
    });

    test("a change that cannot be made whole is not made at all", async () => {
      const before = await store.state();
      const change = { audit: audit("key.create"), insertKeys: [key("k2"), key("k3", { hash: "hash-k2" })] };
      expect(await store.apply(change).catch((error: { code?: string }) => error.code)).toBe("store_unreachable");
      expect(await store.state()).toEqual(before);
      expect((await store.audit(10)).length).toBe(1);
    });

    test("ends keys, and keeps them for the record", async () => {
      await store.apply({ audit: audit("key.revoke"), endKeys: [{ id: "k1", revokedAt: 9 }] });
      expect((await store.state()).keys[0]?.revokedAt).toBe(9);
    });

    test("registers contracts once a version, and moves channels", async () => {
      const contract = { surface: "s", version: "1.0.0", digest: "sha256:a", document: "{}", registeredAt: 3 };
      const channel = { surface: "s", channel: "stable", version: "1.0.0" };
      await store.apply({ audit: audit("contract.register"), insertContracts: [contract], setChannels: [channel] });
      await store.apply({ audit: audit("channel.set"), setChannels: [{ ...channel, version: "1.0.1" }] });
      const state = await store.state();
      expect(state.contracts).toEqual([contract]);
      expect(state.channels).toEqual([{ ...channel, version: "1.0.1" }]);
      expect(await store.apply({ audit: audit("again"), insertContracts: [contract] }).catch(() => "refused")).toBe(
        "refused",
      );
    });
  });
}
