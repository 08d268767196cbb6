import { describe, expect, test } from "bun:test";
import { contractedValues } from "./contracted.ts";
import { contractOf, small } from "./fixtures/make.ts";
import { acceptsServed, isSnapshotOf } from "./served.ts";

const role = (text: string) => contractedValues(contractOf(small(`${text}\n`)), undefined, "main");

describe("a model may answer", () => {
  test("that is the contracted one, or a dated snapshot of it", () => {
    const contracted = role("model: { id: claude-opus-4-6 }");
    for (const served of ["claude-opus-4-6", "claude-opus-4-6-20260115", "claude-opus-4-6-2026-01-15"]) {
      expect([served, acceptsServed(contracted, served)]).toEqual([served, true]);
    }
  });

  test("not when it is another, however alike", () => {
    const contracted = role("model: { id: claude-opus-4-6 }");
    const others = [
      "claude-opus-4",
      "claude-opus-4-6-mini",
      "claude-opus-4-6-latest",
      "claude-opus-4-6-2026011",
      "claude-opus-4-6-202601155",
      "claude-opus-4-6-2026-0115",
      "claude-opus-4-6-20260230",
      "claude-opus-4-6--20991399",
      "claude-opus-4-6-20991399",
      "CLAUDE-OPUS-4-6",
      "",
    ];
    for (const served of others) expect([served, acceptsServed(contracted, served)]).toEqual([served, false]);
  });

  test("of one snapshot only, where the contract is pinned to it", () => {
    const pinned = role("model: { id: m, snapshot: m-20260115, pinned: true }");
    expect(acceptsServed(pinned, "m")).toBe(true);
    expect(acceptsServed(pinned, "m-20260115")).toBe(true);
    expect(acceptsServed(pinned, "m-20260301")).toBe(false);
    const named = role("model: { id: m, snapshot: m-20260115 }");
    expect(acceptsServed(named, "m-20260301")).toBe(true);
    const loose = role("model: { id: m, pinned: true }");
    expect(acceptsServed(loose, "m-20260301")).toBe(true);
  });

  test("whose snapshot has a name of its own", () => {
    expect(acceptsServed(role("model: { id: m, snapshot: vendor-m-v3 }"), "vendor-m-v3")).toBe(true);
  });

  test("that is a declared fallback, and any where the provider chooses", () => {
    const contracted = role("model: { id: m }\nfallbacks: [ { id: n } ]");
    expect(acceptsServed(contracted, "n-20260101")).toBe(true);
    expect(acceptsServed(contracted, "o")).toBe(false);
    expect(acceptsServed(role("model: { id: m }\nfallbacks: [ default ]\nallow_provider_default: true"), "o")).toBe(
      true,
    );
  });

  test("that was chosen inside the bounds, and then only that", () => {
    const contracted = role("model: { id: { default: m, allow: [ m, n ] } }");
    expect(acceptsServed(contracted, "n")).toBe(true);
    expect(acceptsServed(contracted, "n", "n")).toBe(true);
    expect(acceptsServed(contracted, "m", "n")).toBe(false);
  });

  test("by its alias, when it was asked for by its snapshot", () => {
    const pinned = role("model: { id: m, snapshot: m-20260115, pinned: true }");
    expect(acceptsServed(pinned, "m", "m-20260115")).toBe(true);
    expect(acceptsServed(pinned, "m-20260301", "m-20260115")).toBe(false);
  });

  test("whatever it is, where none is contracted", () => {
    expect(acceptsServed(role("betas: []"), "anything")).toBe(true);
  });
});

test("a snapshot is the id and a date", () => {
  expect(isSnapshotOf("gpt-5.5-2026-03-01", "gpt-5.5")).toBe(true);
  expect(isSnapshotOf("gpt-5.5", "gpt-5.5")).toBe(false);
});

test("a snapshot may have a short date, and its alias may say that it is one", () => {
  const snapshots = [
    ["gpt-4-0613", "gpt-4"],
    ["mistral-large-2411", "mistral-large-latest"],
    ["claude-3-opus-20240229", "claude-3-opus-latest"],
    ["claude-sonnet-4-20250514", "claude-sonnet-4-0"],
  ] as const;
  for (const [dated, id] of snapshots) expect([dated, isSnapshotOf(dated, id)]).toEqual([dated, true]);
  const others = [
    ["gpt-4-1332", "gpt-4"],
    ["model-2048", "model"],
    ["gpt-4o-0613", "gpt-4"],
    ["gpt-5.6-sol", "gpt-5.6"],
    ["claude-sonnet-4-5-20250929", "claude-sonnet-4-0"],
  ] as const;
  for (const [dated, id] of others) expect([dated, isSnapshotOf(dated, id)]).toEqual([dated, false]);
});
