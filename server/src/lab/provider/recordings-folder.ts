import { readFile, realpath } from "node:fs/promises";
import { resolve, sep } from "node:path";
import type { Recordings } from "./replay.ts";

/** Recordings that lie in a folder; nothing outside it is read, links included. */
export function recordingsFolder(folder: string): Recordings {
  return {
    read: async (path) => {
      try {
        const root = await realpath(folder);
        const file = await realpath(resolve(root, path));
        return file.startsWith(root + sep) ? new Uint8Array(await readFile(file)) : undefined;
      } catch (thrown) {
        if (isMissing(thrown)) return undefined;
        throw thrown;
      }
    },
  };
}

function isMissing(thrown: unknown): boolean {
  const code = (thrown as { readonly code?: unknown }).code;
  return code === "ENOENT" || code === "ENOTDIR" || code === "EISDIR";
}
