import { describe, expect, test } from "bun:test";
import { longerTtl } from "./cache-ttl.ts";

describe("longerTtl", () => {
  test("compares lives across units", () => {
    expect(longerTtl("5m", "1h")).toBe("1h");
    expect(longerTtl("24h", "1h")).toBe("24h");
    expect(longerTtl("90m", "1h")).toBe("90m");
    expect(longerTtl("1d", "12h")).toBe("1d");
  });

  test("takes the one that is known", () => {
    expect(longerTtl(undefined, "5m")).toBe("5m");
    expect(longerTtl("5m", undefined)).toBe("5m");
    expect(longerTtl(undefined, undefined)).toBeUndefined();
    expect(longerTtl("in_memory", "5m")).toBe("5m");
  });
});
