/** What a record shows as the role of a request that no role of its contract matches. */
export const UNKNOWN_ROLE = "unknown";
