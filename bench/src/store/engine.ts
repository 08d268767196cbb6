import type { EmbeddedStore } from "../../../server/src/adapters/clickhouse/fixtures/embedded-store.ts";
import { type Measured, thisMachine } from "../machine.ts";

/** This machine, and the versions of what runs on it, the engine's too. */
export async function measuredOn({ ask }: EmbeddedStore): Promise<Measured> {
  const [row] = await ask("SELECT version() AS version");
  return thisMachine({ engine: String(row?.["version"]) });
}

/** Waits until no part is being merged. */
export async function settle({ ask }: EmbeddedStore): Promise<void> {
  for (let quiet = 0; quiet < 5;) {
    const [row] = await ask("SELECT count() AS n FROM system.merges");
    quiet = Number(row?.["n"]) === 0 ? quiet + 1 : 0;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
