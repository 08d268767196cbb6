import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "../../../../server/src/adapters/fixtures/free-ports.ts";
import { Child } from "../child.ts";
import { cacheFolder, type Peer, run, subjectOf } from "./peer.ts";

const VERSION = "1.3.0";

/** Bifrost's HTTP transport, built by Go, without logs. */
export const bifrost: Peer = {
  name: `Bifrost ${VERSION}`,
  share: 0.5,
  start: async (upstream, scratch) => {
    const folder = cacheFolder(`bifrost-${VERSION}`);
    const program = join(folder, "bifrost-http");
    if (!existsSync(program)) {
      const module = `github.com/maximhq/bifrost/transports/bifrost-http@v${VERSION}`;
      await run("go", ["install", module], folder, { GOBIN: folder });
    }
    const port = await freePort();
    const home = join(scratch, "bifrost");
    mkdirSync(home, { recursive: true });
    const openai = {
      keys: [{ value: "none", models: ["gpt-5.5"], weight: 1 }],
      network_config: { base_url: upstream },
    };
    const client = { enable_logging: false, drop_excess_requests: false };
    writeFileSync(join(home, "config.json"), JSON.stringify({ client, providers: { openai } }));
    const child = new Child(program, ["-host", "127.0.0.1", "-port", String(port), "-app-dir", home], { cwd: home });
    return subjectOf(bifrost, child, port, "/health", {}, "openai/gpt-5.5");
  },
};
