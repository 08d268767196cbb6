import { afterEach, beforeAll, describe, expect, test } from "bun:test";
import type { ChangeFeed } from "./change-feed.ts";
import type { ControlStore } from "./control-store.ts";

/**
 * What every feed of changes must do.
 *
 * @param openFeed a feed of the changes in the store.
 * @param openStore another replica's view of that store.
 */
export function describeChangeFeed(
  name: string,
  openFeed: () => ChangeFeed,
  openStore: () => Promise<ControlStore>,
): void {
  describe(`change feed: ${name}`, () => {
    const feeds: ChangeFeed[] = [];
    let store: ControlStore;
    beforeAll(async () => {
      store = await openStore();
      await store.migrate();
      return () => store.close();
    });
    afterEach(async () => {
      await Promise.all(feeds.splice(0).map((feed) => feed.stop()));
    });

    /** A feed that was begun, and a wait until it has told something since the last wait. */
    const following = (): { feed: ChangeFeed; told: () => Promise<void> } => {
      const feed = openFeed();
      feeds.push(feed);
      let next = Promise.withResolvers<void>();
      feed.start(() => next.resolve());
      const told = async (): Promise<void> => {
        await next.promise;
        next = Promise.withResolvers();
      };
      return { feed, told };
    };
    const change = { audit: { at: 1, actor: "test", action: "channel.set", subject: "s", detail: "{}" } };

    test("tells at its beginning, for what was missed, and then of every change", async () => {
      const { told } = following();
      await told();
      await store.apply(change);
      await told();
      await store.apply(change);
      await told();
    });

    test("tells everybody", async () => {
      const both = [following(), following()];
      await Promise.all(both.map(({ told }) => told()));
      await store.apply(change);
      await Promise.all(both.map(({ told }) => told()));
    });

    test("can be stopped before it has begun to hear, and more than once", async () => {
      const { feed } = following();
      await feed.stop();
      await feed.stop();
      expect(await store.apply(change)).toBeGreaterThan(0);
    });
  });
}
