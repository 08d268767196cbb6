import { existsSync, readFileSync } from "node:fs";
import { processSecrets } from "../config/load.ts";
import { BellwetherError, ERROR_KINDS, type ErrorCode } from "../core/error.ts";
import { groupPaths } from "../processes/paths.ts";
import { loadWholeConfig } from "../processes/configuration.ts";
import { requireConfig } from "./context.ts";
import type { ApiFlags } from "./flags.ts";

/** Speaks to the API of a running Bellwether. */
export class ApiClient {
  readonly #url: string;
  readonly #key: string;

  constructor(url: string, key: string) {
    this.#url = url.replace(/\/+$/, "");
    this.#key = key;
  }

  get url(): string {
    return this.#url;
  }

  /** Calls the API and gives its JSON. @throws {BellwetherError} what the API says, or `store_unreachable`. */
  async call(method: string, path: string, body?: unknown): Promise<unknown> {
    return resultOf(await this.stream(method, path, body), this.#url);
  }

  /** Calls the API and gives its answer as it comes. */
  async stream(method: string, path: string, body?: unknown): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(`${this.#url}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${this.#key}`,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    } catch (cause) {
      throw new BellwetherError(
        "store_unreachable",
        `nothing answers at ${this.#url}: start it with \`bellwether up\`, or name another with --url`,
        { cause },
      );
    }
    if (response.ok) return response;
    throw await failureOf(response, this.#url);
  }
}

/** An answer's JSON. @throws {BellwetherError} what it says went wrong; its `detail` is all that was answered. */
export async function resultOf(response: Response, where: string): Promise<unknown> {
  if (!response.ok) throw await failureOf(response, where);
  return response.status === 204 ? undefined : response.json();
}

async function failureOf(response: Response, where: string): Promise<BellwetherError> {
  const answer = (await response.json().catch(() => ({}))) as { error?: { code?: string; message?: string } };
  const code = answer.error?.code ?? "";
  return new BellwetherError(
    code in ERROR_KINDS ? (code as ErrorCode) : "internal",
    answer.error?.message ?? `${where} answered with status ${response.status}`,
    { detail: answer },
  );
}

/** Where and with which key a command speaks to Bellwether: its flags, the environment, this machine's own. */
export function apiClient(flags: ApiFlags, colour: boolean): ApiClient {
  const config = requireConfig(flags, colour);
  // Control's own address, where it has one: on a machine without gateways there is no other.
  const { host, port } = config.listen.control ?? config.listen;
  const near = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  const url = flags.url ?? `http://${near.includes(":") ? `[${near}]` : near}:${port}`;
  const file = groupPaths(config).operatorKey;
  const key =
    flags.key ??
    processSecrets.env("BELLWETHER_KEY") ??
    (existsSync(file) ? readFileSync(file, "utf8").trim() : undefined);
  if (key === undefined) {
    throw new BellwetherError(
      "key_missing",
      `no key to speak to ${url} with: start Bellwether here once (bellwether up makes one), or give one with --key or BELLWETHER_KEY`,
    );
  }
  return new ApiClient(url, key);
}

/** Whether a configuration can be loaded; for commands that also work without one. */
export function hasConfig(flags: ApiFlags): boolean {
  return loadWholeConfig(flags).ok;
}
