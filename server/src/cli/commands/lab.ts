import { buildCommand, buildRouteMap } from "@stricli/core";
import { type CliContext, EXIT, guarded } from "../context.ts";

const serve = buildCommand<{ readonly json: boolean }, [], CliContext>({
  docs: { brief: "Serve the lab" },
  parameters: { flags: { json: { kind: "boolean", default: false, brief: "Answer in JSON" } } },
  async func(flags) {
    await guarded(this, flags.json, () => Promise.resolve(EXIT.error));
  },
});
export const labCommands = buildRouteMap({
  routes: { serve, version: serve },
  docs: { brief: "The simulated provider" },
});
