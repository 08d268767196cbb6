import { userInfo } from "node:os";
import { resolve } from "node:path";
import { RegistryFile } from "../adapters/registry-file/registry-file.ts";
import { ChannelService } from "../control/channels.ts";
import { RegistryService } from "../control/registry.ts";
import { registryRoutes } from "../control/registry-routes.ts";
import { systemClock } from "../core/clock.ts";
import { BellwetherError, isBellwetherError } from "../core/error.ts";
import { apiClient, resultOf } from "./api-client.ts";
import { apiFlags, type ApiFlags } from "./flags.ts";

/** Flags of commands that speak to a registry: a running Bellwether, or a file of the repository. */
export const registryFlags = {
  ...apiFlags,
  registry: {
    kind: "parsed",
    parse: String,
    optional: true,
    brief: "A registry in a file of the repository, in place of a running Bellwether",
    placeholder: "FILE",
  },
} as const;

/** What `registryFlags` gives. */
export interface RegistryFlags extends ApiFlags {
  readonly registry?: string;
}

/** Whoever answers for what is registered. */
export interface RegistryCaller {
  /** Calls a route of the API and gives its JSON. @throws {BellwetherError} what it says. */
  call(method: string, path: string, body?: unknown): Promise<unknown>;
}

/** The registry that the flags name: the same routes answer, over the network or in this process. */
export function registryCaller(flags: RegistryFlags, colour: boolean): RegistryCaller {
  return flags.registry === undefined ? apiClient(flags, colour) : fileCaller(resolve(flags.registry));
}

function fileCaller(path: string): RegistryCaller {
  const store = new RegistryFile(path);
  const ports = { store, clock: systemClock, changed: () => Promise.resolve() };
  const actor = `${userInfo().username} by hand`;
  const routes = registryRoutes({
    registry: new RegistryService(ports),
    channels: new ChannelService(ports),
    store,
    operator: () => actor,
    admin: () => actor,
  });
  routes.onError((thrown, context) => {
    // There is no log here that could have the cause: a folder in the place of the file, a line that is no contract.
    const told = isBellwetherError(thrown)
      ? thrown
      : new BellwetherError("config_invalid", `${path} cannot be used as a registry: ${thrown.message}`);
    const { code, message, kind } = told;
    return context.json({ error: { code, message } }, kind.status as 400);
  });
  return {
    async call(method, route, body) {
      const response = await routes.request(route.replace(/^\/api\/v1/, ""), {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
      });
      return resultOf(response, path);
    },
  };
}
