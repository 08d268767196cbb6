import { SURFACE_NAME } from "../contract/document/version.ts";

/** A version or a channel of a surface, as a command names it. */
export interface SurfacePoint {
  readonly surface: string;
  /** A version's number, or a channel's name. */
  readonly point: string;
  /** Both, for the path of a route. */
  readonly path: string;
}

/** Reads `surface@version` or `surface@channel`; undefined for anything else, a file's name above all. */
export function pointAt(text: string): SurfacePoint | undefined {
  const [, surface = "", point = ""] = /^([^@/]+)@([A-Za-z0-9][A-Za-z0-9.+_-]*)$/.exec(text) ?? [];
  if (!SURFACE_NAME.test(surface)) return undefined;
  return { surface, point, path: `${encodeURIComponent(surface)}/${encodeURIComponent(point)}` };
}
