import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "../../../../server/src/adapters/fixtures/free-ports.ts";
import { Child } from "../child.ts";
import { cacheFolder, run, subjectOf } from "./peer.ts";
import type { Peer } from "./peer.ts";

const VERSION = "1.15.2";

/** Portkey's gateway, from npm, on Node. */
export const portkey: Peer = {
  name: `Portkey ${VERSION}`,
  share: 0.25,
  start: async (upstream) => {
    const folder = cacheFolder(`portkey-${VERSION}`);
    const home = join(folder, "node_modules", "@portkey-ai", "gateway");
    if (!existsSync(join(home, "package.json"))) {
      const flags = ["--ignore-scripts", "--no-audit", "--no-fund"];
      await run("npm", ["install", "--prefix", folder, ...flags, `@portkey-ai/gateway@${VERSION}`], folder);
    }
    const { bin } = JSON.parse(readFileSync(join(home, "package.json"), "utf8")) as {
      bin: string | Record<string, string>;
    };
    const script = typeof bin === "string" ? bin : (Object.values(bin)[0] ?? "");
    const port = await freePort();
    const child = new Child("node", [join(home, script), `--port=${port}`, "--headless"], {
      cwd: folder,
      env: { NODE_ENV: "production", TRUSTED_CUSTOM_HOSTS: "127.0.0.1" },
    });
    return subjectOf(portkey, child, port, "/", {
      authorization: "Bearer own",
      "x-portkey-provider": "openai",
      "x-portkey-custom-host": `${upstream}/v1`,
    });
  },
};
