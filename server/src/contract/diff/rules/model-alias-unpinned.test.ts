import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

const model = (rest: string): string => `model: { id: opus${rest} }\n`;

describe("MODEL_ALIAS_UNPINNED", () => {
  test("is a pin that is gone, and MODEL_PINNED one that is new", () => {
    const found = expectPair("MODEL_ALIAS_UNPINNED", model(", pinned: true"), model(", pinned: false"));
    expect(found).toMatchObject({ severity: "risky", bump: "minor", path: "roles.main.model.pinned" });
    expect(found.message).toBe("pinned of the model of main changed from true to false");
  });

  test("is a snapshot that is gone", () => {
    const found = expectPair("MODEL_ALIAS_UNPINNED", model(", snapshot: opus-20260115"), model(""));
    expect(found.path).toBe("roles.main.model.snapshot");
  });

  test("is an alias in place of a dated id, which is no other model", () => {
    const found = expectPair("MODEL_ALIAS_UNPINNED", model("-20260115"), model(""));
    expect(found.path).toBe("roles.main.model.id");
    expect(rulesFound(model("-20260115"), model(""))).toEqual(["MODEL_ALIAS_UNPINNED"]);
  });

  test("is not a snapshot that became the id itself: that is MODEL_PINNED alone", () => {
    expect(rulesFound(model(", snapshot: opus-20260115"), model("-20260115"))).toEqual(["MODEL_PINNED"]);
    expect(rulesFound(model(", snapshot: opus-x"), model("-x"))).toEqual(["MODEL_PINNED"]);
  });

  test("is not false in place of nothing", () => {
    expect(rulesFound(model(""), model(", pinned: false"))).toEqual([]);
  });
});
