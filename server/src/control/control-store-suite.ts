import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { noticeOf } from "../contract/fixtures/notices.ts";
import type { Notice } from "../contract/notices/notice.ts";
import { ChainReader } from "./audit-chain.ts";
import type { AuditEntry, ControlStore, StoredKey } from "./control-store.ts";

/**
 * What every control store must do.
 *
 * @param open opens a store that is empty at first; called again, another replica's view of the same one.
 * @param alone why there is never more than one replica, where that is so: then one does it all.
 */
export function describeControlStore(name: string, open: () => Promise<ControlStore>, alone?: string): void {
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

    /** Work with another replica's view of the same store. */
    const withAnother = async <T>(work: (other: ControlStore) => Promise<T>): Promise<T> => {
      if (alone !== undefined) return work(store);
      const other = await open();
      return work(other).finally(() => other.close());
    };

    beforeAll(async () => {
      store = await open();
      await store.migrate();
    });
    afterAll(() => store.close());

    test("migrates again without harm and begins at revision 0", async () => {
      await store.migrate();
      expect(await store.state()).toEqual({
        revision: 0,
        keys: [],
        contracts: [],
        channels: [],
        gateResults: [],
        notices: [],
        choices: [],
      });
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
      expect((await store.audit(1))[0]).toMatchObject({ ...audit("key.create"), number: revision });
    });

    test("a change that cannot be made whole is not made at all", async () => {
      const before = await store.state();
      const change = { audit: audit("key.create"), insertKeys: [key("k2"), key("k3", { hash: "hash-k2" })] };
      expect(await store.apply(change).catch((error: { code?: string }) => error.code)).toBe("change_conflict");
      expect(await store.state()).toEqual(before);
      expect((await store.audit(10)).length).toBe(1);
    });

    test("ends keys, and keeps them for the record", async () => {
      await store.apply({ audit: audit("key.revoke"), endKeys: [{ id: "k1", revokedAt: 9 }] });
      expect((await store.state()).keys[0]?.revokedAt).toBe(9);
    });

    test("remembers orders to erase, and when they were done", async () => {
      const order = { id: "e1", kind: "user", before: 5, tenant: "d:t", sessions: ["d:s"], marks: [] } as const;
      await store.apply({ audit: audit("user.erase"), insertErasures: [order] });
      expect(await store.erasures()).toEqual([order]);
      await store.apply({ audit: audit("user.erased"), finishErasures: [{ id: "e1", doneAt: 7 }] });
      expect(await store.erasures()).toEqual([{ ...order, doneAt: 7 }]);
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

    test("keeps the newest result of each digest and gate", async () => {
      const result = { digest: "sha256:a", gate: "core.yaml", verdict: "fail", at: 3, run: "" } as const;
      const other = { ...result, gate: "soak.yaml" };
      await store.apply({ audit: audit("gate.result"), setGateResults: [result, other] });
      const passed = { ...result, verdict: "pass", at: 4, run: "https://ci/1" } as const;
      await store.apply({ audit: audit("gate.result"), setGateResults: [passed] });
      const { gateResults } = await store.state();
      expect(gateResults.toSorted((a, b) => a.gate.localeCompare(b.gate))).toEqual([passed, other]);
    });

    test("keeps notices whole and once, in the order in which they were made", async () => {
      const notice = noticeOf("model: { id: m }", "model: { id: other }", { why: "quality" }, "stable");
      if (notice === undefined) throw new Error("there is a notice");
      const later: Notice = { ...notice, id: "n-later", number: notice.number + 1 };
      await store.apply({ audit: audit("channel.set"), insertNotices: [notice] });
      await store.apply({ audit: audit("channel.set"), insertNotices: [later] });
      expect((await store.state()).notices).toEqual([notice, later]);
      const twice = store.apply({ audit: audit("channel.set"), insertNotices: [notice] });
      expect(await twice.catch((error: { code?: string }) => error.code)).toBe("change_conflict");
    });

    test("keeps the newest choice of each tenant and notice", async () => {
      const chosen = { tenant: "acme", notice: "n-1", choice: "out", at: 5 } as const;
      await store.apply({ audit: audit("choice.set"), setChoices: [chosen, { ...chosen, tenant: "other" }] });
      await store.apply({ audit: audit("choice.set"), setChoices: [{ ...chosen, choice: "in", at: 6 }] });
      const { choices } = await store.state();
      expect(choices.toSorted((a, b) => a.tenant.localeCompare(b.tenant))).toEqual([
        { ...chosen, choice: "in", at: 6 },
        { ...chosen, tenant: "other" },
      ]);
    });

    test("remembers what is owed to the webhook until it is done, the oldest first", async () => {
      const owed = [
        { notice: "n-2", owedAt: 6 },
        { notice: "n-1", owedAt: 5 },
      ];
      await store.apply({ audit: audit("contract.register"), insertDeliveries: [...owed].reverse() });
      expect(await store.owedDeliveries()).toEqual([...owed].reverse());
      const done = { notice: "n-1", doneAt: 9, outcome: "delivered" } as const;
      await store.apply({ audit: audit("notice.deliver"), finishDeliveries: [done] });
      expect(await store.owedDeliveries()).toEqual([{ notice: "n-2", owedAt: 6 }]);
    });

    test("a change that was decided from an older revision is not made", async () => {
      const { revision } = await store.state();
      const change = { audit: audit("channel.set"), setChannels: [{ surface: "s", channel: "beta", version: "2" }] };
      expect(await store.apply({ ...change, expects: revision })).toBe(revision + 1);
      const late = store.apply({ ...change, expects: revision });
      expect(await late.catch((error: { code?: string }) => error.code)).toBe("change_conflict");
      expect(await store.revision()).toBe(revision + 1);
    });

    test("changes that replicas make at the same time are all made, each with a revision of its own", async () => {
      const before = await store.state();
      const made = await withAnother(async (other) => {
        // Replicas that start at once migrate at once.
        await Promise.all([store.migrate(), other.migrate()]);
        return Promise.all(
          Array.from({ length: 40 }, (_, n) =>
            (n % 2 === 0 ? store : other).apply({
              audit: audit("key.create"),
              insertKeys: [key(`together-${n}`)],
            }),
          ),
        );
      });
      expect(made.sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, n) => before.revision + 1 + n));
      const after = await store.state();
      expect(after.revision).toBe(before.revision + 40);
      expect(after.keys.length).toBe(before.keys.length + 40);
    });

    test("ties every entry of its log to the one before, whoever made it, and gives them in pieces", async () => {
      const reader = new ChainReader();
      for (;;) {
        const entries = await store.auditAfter(reader.number, 7);
        if (entries.length === 0) break;
        reader.read(entries);
      }
      const revision = await store.revision();
      expect(reader.finish({ revision })).toEqual([]);
      const [newest] = await store.audit(1);
      expect([newest?.number, newest?.digest]).toEqual([revision, reader.head]);
    });

    test("a view is of one moment, whatever others change meanwhile", async () => {
      const { revision, keys } = await store.state();
      const views = await withAnother(async (other) => {
        const changing = (async () => {
          for (let n = 0; n < 20; n++)
            await other.apply({ audit: audit("key.create"), insertKeys: [key(`meanwhile-${n}`)] });
        })();
        const views = await Promise.all(Array.from({ length: 20 }, () => store.state()));
        await changing;
        return views;
      });
      // Each of these changes added one key: a view with more or fewer has mixed two moments.
      for (const view of views) expect(view.keys.length - keys.length).toBe(view.revision - revision);
    });
  });
}
