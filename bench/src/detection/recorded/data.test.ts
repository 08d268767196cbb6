import { expect, test } from "bun:test";
import { cellsOf } from "./data.ts";

test("a line is cut at its commas, but for those in quotes", () => {
  expect(cellsOf('a,,"b,c","say ""d""",e')).toEqual(["a", "", "b,c", 'say "d"', "e"]);
  expect(cellsOf("a,b,")).toEqual(["a", "b", ""]);
});
