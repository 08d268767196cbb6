import { BellwetherError } from "../core/error.ts";
import type { Contract } from "./contract.ts";

/** The versions of a surface, and the names that point at them. */
export interface SurfaceEntry {
  readonly versions: ReadonlyMap<string, Contract>;
  /** From a channel's name to a version. */
  readonly channels: ReadonlyMap<string, string>;
}

/** Every registered contract. */
export interface Registry {
  readonly surfaces: ReadonlyMap<string, SurfaceEntry>;
}

/** What a key is bound to: headers choose only inside it. */
export interface Binding {
  readonly surface?: string;
  /** The channel of requests that name none. */
  readonly channel?: string;
  readonly audience?: string;
}

/** How a contract was found; `only` where there is but one surface that could be meant. */
export type SelectionWay = "header" | "binding" | "prompt" | "only";

/** The contract of a request, or why it has none. */
export type Selection =
  | { readonly ok: true; readonly contract: Contract; readonly channel?: string; readonly how: SelectionWay }
  | { readonly ok: false; readonly error: BellwetherError };

/** What decides which contract a request is under. */
export interface SelectionRequest {
  readonly binding: Binding;
  /** `bellwether-contract`: `surface`, `surface@version` or `surface@channel`; null when not sent. */
  readonly header: string | null;
  /** Whether a contract declares this request's system prompt (`roleOfPrompt`); asked only where nothing else decides. */
  readonly hasPrompt: (contract: Contract) => boolean;
  readonly registry: Registry;
}

/** The channel that is meant when none is named. */
export const DEFAULT_CHANNEL = "stable";

const HEADER = /^([a-z0-9][a-z0-9-]*)(?:@([A-Za-z0-9][A-Za-z0-9.+_-]*))?$/;

/**
 * Finds the contract of a request: by its header inside the key's fence, else by the key's
 * binding, else by the digest of the system prompt, else the only surface that there is.
 */
export function selectContract(request: SelectionRequest): Selection {
  if (request.header !== null) return byHeader(request.header.trim(), request);
  const { binding, registry } = request;
  if (binding.surface !== undefined) return inSurface(binding.surface, binding.channel, request, "binding");
  return byPrompt(request) ?? only(request) ?? missing(`no contract could be told from the request; ${offer(request)}`);

  function only({ binding: { channel } }: SelectionRequest): Selection | undefined {
    const [surface, ...others] = registry.surfaces.keys();
    if (surface === undefined || others.length > 0) return undefined;
    return inSurface(surface, channel, request, "only");
  }
}

function byHeader(header: string, request: SelectionRequest): Selection {
  const parts = HEADER.exec(header);
  if (parts === null) {
    return unknown(
      `bellwether-contract is ${JSON.stringify(header)}; write surface, surface@version or surface@channel`,
    );
  }
  const [, surface = "", point] = parts;
  const fence = request.binding.surface;
  if (fence !== undefined && surface !== fence) {
    const message = `this key is bound to the surface ${fence}; it cannot ask for ${surface}`;
    return { ok: false, error: new BellwetherError("key_not_allowed", message) };
  }
  return inSurface(surface, point, request, "header");
}

/** The version that a channel or a version's own name points at. */
function inSurface(
  surface: string,
  point: string | undefined,
  request: SelectionRequest,
  how: SelectionWay,
): Selection {
  const entry = request.registry.surfaces.get(surface);
  if (entry === undefined) return unknown(`there is no surface ${surface}; ${offer(request)}`);
  const named = point ?? DEFAULT_CHANNEL;
  const version = entry.channels.get(named);
  const contract = entry.versions.get(version ?? named);
  if (contract !== undefined) {
    return { ok: true, contract, ...(version === undefined ? {} : { channel: named }), how };
  }
  if (version !== undefined)
    return unknown(`the channel ${surface}@${named} points at the version ${version}, which is not registered`);
  if (named === "latest") {
    return unknown(`${surface}@latest does not exist: nothing moves by itself here. ${points(surface, entry)}`);
  }
  // Without a point the caller asked for nothing that could be unknown: something is not set up.
  if (point === undefined)
    return missing(`the surface ${surface} has no channel ${named} yet. ${points(surface, entry)}`);
  return unknown(`there is no ${surface}@${named}. ${points(surface, entry)}`);
}

function byPrompt({ binding, registry, hasPrompt }: SelectionRequest): Selection | undefined {
  const channel = binding.channel ?? DEFAULT_CHANNEL;
  for (const { channels, versions } of registry.surfaces.values()) {
    const contract = versions.get(channels.get(channel) ?? "");
    if (contract !== undefined && hasPrompt(contract)) return { ok: true, contract, channel, how: "prompt" };
  }
  return undefined;
}

function offer({ binding, registry }: SelectionRequest): string {
  const surfaces = binding.surface === undefined ? [...registry.surfaces.keys()] : [binding.surface];
  const known = surfaces.filter((surface) => registry.surfaces.has(surface));
  if (known.length === 0) return "no contract is registered that this key may use";
  return `name one by the header bellwether-contract, or bind the key to it: ${known.join(", ")}`;
}

function points(surface: string, { channels, versions }: SurfaceEntry): string {
  const moving = [...channels.keys()].join(", ") || "none";
  const fixed = [...versions.keys()].join(", ") || "none";
  return `channels of ${surface}: ${moving}; versions: ${fixed}`;
}

function missing(message: string): Selection {
  return { ok: false, error: new BellwetherError("contract_missing", message) };
}

function unknown(message: string): Selection {
  return { ok: false, error: new BellwetherError("contract_unknown", message) };
}
