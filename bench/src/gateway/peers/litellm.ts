import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "../../../../server/src/adapters/fixtures/free-ports.ts";
import { Child } from "../child.ts";
import { cacheFolder, type Peer, run, subjectOf } from "./peer.ts";

const VERSION = "1.108.7";
const KEY = "sk-bench-0123456789abcdef0123456789abcdef";

/** LiteLLM's proxy, from PyPI, one worker, without a database. */
export const litellm: Peer = {
  name: `LiteLLM ${VERSION}`,
  share: 0.05,
  start: async (upstream, scratch) => {
    const folder = cacheFolder(`litellm-${VERSION}`);
    const programs = join(folder, "bin");
    if (!existsSync(join(programs, "litellm"))) {
      await run("python3", ["-m", "venv", folder], folder);
      await run(join(programs, "pip"), ["install", "--quiet", `litellm[proxy]==${VERSION}`], folder);
    }
    const port = await freePort();
    const model = {
      model_name: "gpt-5.5",
      litellm_params: { model: "openai/gpt-5.5", api_base: `${upstream}/v1`, api_key: "none" },
    };
    const config = join(scratch, "litellm.yaml");
    writeFileSync(config, JSON.stringify({ model_list: [model], general_settings: { master_key: KEY } }));
    const listens = ["--host", "127.0.0.1", "--port", String(port), "--num_workers", "1"];
    const child = new Child(join(programs, "litellm"), ["--config", config, ...listens, "--telemetry", "False"], {
      cwd: folder,
      env: { LITELLM_LOG: "ERROR", LITELLM_LOCAL_MODEL_COST_MAP: "True" },
    });
    return subjectOf(litellm, child, port, "/health/liveliness", { authorization: `Bearer ${KEY}` });
  },
};
