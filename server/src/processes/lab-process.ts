import type { Config } from "../config/config.ts";
export async function runLab(_config: Config): Promise<void> {}
