import { expect, test } from "bun:test";
import { renderTable } from "./table.ts";

test("a table has its figures to the right", () => {
  expect(renderTable(["what", "ms"], [["a question", "7"]])).toBe("what        ms\n----------  --\na question   7");
});
