import { expect, test } from "bun:test";
import { endedInError } from "./ended-in-error.ts";
import type { RecordParts } from "../../../exchange/record.ts";
import { sessionOf } from "./fixtures/session.ts";

const measured = (...records: readonly RecordParts[]) => endedInError.measure(sessionOf(...records));

test("a session whose last request infrastructure failed ended in an error", () => {
  expect(measured({ outcome: "complete", status: 200 }, { outcome: "failed", status: 529 })).toBe(1);
  expect(measured({ outcome: "failed", status: 429 })).toBe(1);
  expect(measured({ outcome: "cut", status: 200 })).toBe(1);
  expect(measured({ outcome: "interrupted", status: 0 })).toBe(1);
});

test("one that went on, one that sent what nobody could answer, and one that a client or a contract ended did not", () => {
  expect(measured({ outcome: "failed", status: 503 }, { outcome: "complete", status: 200 })).toBe(0);
  expect(measured({ outcome: "failed", status: 400 })).toBe(0);
  expect(measured({ outcome: "cancelled", status: 499 })).toBe(0);
  expect(measured({ outcome: "refused", status: 409 })).toBe(0);
  expect(measured()).toBeUndefined();
});
