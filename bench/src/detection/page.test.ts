import { expect, test } from "bun:test";
import { figuresOf, withBlock } from "./page.ts";

test("a block takes the place of the one before it, and nothing else of the page", () => {
  const once = withBlock("# Page\n\nText.\n", "one");
  const twice = withBlock(`${once}\nAfter.\n`, "two");
  expect(twice).toStartWith("# Page\n\nText.\n");
  expect(twice).toContain("two");
  expect(twice).not.toContain("one\n");
  expect(twice).toEndWith("After.\n");
});

test("a study shows its plots above its figures", () => {
  const plot = { id: "delay", title: "Delay", x: "share", y: "units", lines: [] };
  const text = figuresOf(["Head."], [{ id: "a", title: "Test A", findings: { figures: [], plots: [plot] } }]);
  expect(text).toStartWith("Head.\n\n### Test A\n\n![Delay](benchmarks/delay.svg)\n\n```\n");
});
