/**
 * What `read` gives; nothing where a value is nested deeper than it can follow. Parsing takes any
 * depth, and what walks or writes the value afterwards does not.
 */
export function unlessTooDeep<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof RangeError) return undefined;
    throw cause;
  }
}
