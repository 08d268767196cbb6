import { describe, expect, test } from "bun:test";
import { engineTime, presentTimes } from "./rows.ts";

describe("rows of the engine", () => {
  test("show times as the world writes them, and no other text", () => {
    const shown = presentTimes({
      received_at: engineTime(1_700_000_000_123),
      surface: "2026-01-01 00:00:00",
      count: 1,
    });
    expect(shown).toEqual({ received_at: "2023-11-14T22:13:20.123Z", surface: "2026-01-01 00:00:00", count: 1 });
  });
});
