import { BUMPS, type DiffRule } from "../rule.ts";
import { bumpBetween, isBehind } from "../version-bump.ts";

/** The version did not move as far as the other changes ask. */
export const versionNotBumped: DiffRule = {
  id: "VERSION_NOT_BUMPED",
  subject: "governance",
  severity: "breaking",
  pair: "VERSION_NOT_BUMPED",
  why: "whoever reads the version alone takes the change for a smaller one than it is",
  comply: "move the version as far as the message says, or further",
  find: ({ contracts: { before, after } }, { bump }) => {
    // From a newer version to an older one nothing is released.
    if (bump === undefined || isBehind(after.version, before.version)) return [];
    const moved = bumpBetween(before.version, after.version);
    if (moved !== undefined && BUMPS.indexOf(moved) >= BUMPS.indexOf(bump)) return [];
    const message = `the changes ask for a ${bump} version; it moved from ${before.version} to ${after.version}`;
    return [{ path: "version", before: before.version, after: after.version, message }];
  },
};
