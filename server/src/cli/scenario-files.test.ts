import { expect, test } from "bun:test";
import { CHECKS } from "./scenario-files.ts";

test("a fault of a scenario is one that the lab knows, with a value that it can have", () => {
  expect(CHECKS.fault("once:status=529, delay=100")).toBeUndefined();
  expect(CHECKS.fault("cut")).toBeUndefined();
  expect(CHECKS.fault("once:sttus=529")).toStartWith('there is no fault "sttus"; there are status, ');
  expect(CHECKS.fault("status=200")).toBe("status=200 is no whole number that it can have");
  expect(CHECKS.fault(" , ")).toBe("it names no fault");
  expect(CHECKS.fault("serve-model=mödel")).toContain("ASCII");
});
