import { expect, test } from "bun:test";
import { withFigures } from "./page.ts";

test("figures take the place of those before them, and nothing else of the page", () => {
  const once = withFigures("# Page\n\nText.\n", "one");
  expect(once).toContain("Text.\n\n<!-- figures");
  const twice = withFigures(`${once}\nAfter.\n`, "two");
  expect(twice).toContain("two");
  expect(twice).not.toContain("one");
  expect(twice).toStartWith("# Page\n\nText.\n");
  expect(twice).toEndWith("After.\n");
});
