import { describe, expect, test } from "bun:test";
import type { Shift } from "../contract/shifts/shifts.ts";
import { completeRecord, type RecordParts } from "../exchange/record.ts";
import { observationOfRecord } from "../session/observe-record.ts";
import { ShiftMonitor } from "./shift-monitor.ts";

let made = 0;
const first = (release: string, effort: string, rest: RecordParts = {}) =>
  completeRecord({
    exchange: `e${++made}`,
    session: `s${made}`,
    operation: "generate",
    idle_bucket: "first",
    client: "agent",
    client_version: release,
    role: "main",
    format: "anthropic-messages",
    model_requested: "m",
    effort_requested: effort,
    skeleton: '{"tools":[{"name":"read","description":"t:9:aa"}]}',
    ...rest,
  });

function watched(): { monitor: ShiftMonitor; told: Shift[] } {
  const told: Shift[] = [];
  return { monitor: new ShiftMonitor({ now: () => 0, onShift: (shift) => told.push(shift) }), told };
}

describe("the monitor of shifts", () => {
  test("tells on the second session of a release what it sends otherwise, and once", () => {
    const { monitor, told } = watched();
    monitor.take([first("1.0.0", "high"), first("1.0.0", "high"), first("1.1.0", "medium")]);
    expect(told).toEqual([]);
    monitor.take([first("1.1.0", "medium")]);
    monitor.take([first("1.1.0", "medium"), first("1.0.0", "high")]);
    expect(told).toMatchObject([{ from: "1.0.0", to: "1.1.0", findings: [{ rule: "REASONING_EFFORT_LOWERED" }] }]);
  });

  test("looks at first exchanges of real traffic alone", () => {
    const { monitor, told } = watched();
    monitor.take([first("1.0.0", "high"), first("1.0.0", "high")]);
    for (const rest of [{ idle_bucket: "<1m" }, { operation: "count_tokens" }, { synthetic: true }, { client: "" }])
      monitor.take([first("1.1.0", "low", rest), first("1.1.0", "low", rest)]);
    expect(told).toEqual([]);
  });

  test("does not tell again what the records of before showed already", () => {
    const { monitor, told } = watched();
    const before = [first("1.0.0", "high"), first("1.0.0", "high"), first("1.1.0", "low"), first("1.1.0", "low")];
    monitor.recall(before.map((one) => observationOfRecord({ ...one })));
    monitor.take([first("1.1.0", "low")]);
    expect(told).toEqual([]);
    monitor.take([first("1.2.0", "max"), first("1.2.0", "max")]);
    expect(told.map(({ from, to }) => [from, to])).toEqual([["1.1.0", "1.2.0"]]);
  });

  test("remembers a bounded number of releases and sessions, and still sees the next one", () => {
    const { monitor, told } = watched();
    for (let minor = 0; minor < 100; minor++)
      monitor.take(Array.from({ length: 20 }, () => first(`1.${minor}.0`, "high")));
    monitor.take([first("2.0.0", "low"), first("2.0.0", "low")]);
    expect(told.map(({ from, to }) => [from, to])).toEqual([["1.99.0", "2.0.0"]]);
  });

  test("sees a tool that is new by its name", () => {
    const { monitor, told } = watched();
    const two = { skeleton: '{"tools":[{"name":"read","description":"t:9:aa"},{"name":"write"}]}' };
    monitor.take([
      first("1.0.0", "high"),
      first("1.0.0", "high"),
      first("1.1.0", "high", two),
      first("1.1.0", "high", two),
    ]);
    expect(told[0]?.findings.map(({ rule, path }) => `${rule} ${path}`)).toEqual(["TOOL_ADDED roles.main.tools.write"]);
  });
});
