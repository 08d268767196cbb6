import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Alert, AlertLabels } from "./alert.ts";
import { AlertBook, type Message } from "./alert-book.ts";
import type { AlertRule } from "./rules.ts";

const LABELS: AlertLabels = {
  monitor: "resolved",
  surface: "assistant",
  signal: "resolved",
  kind: "level",
  severity: "critical",
  cohort: "all units",
  layer: "product",
};
const alert = (fingerprint: string, labels: Partial<AlertLabels> = {}): Alert => ({
  fingerprint,
  labels: { ...LABELS, ...labels },
  summary: fingerprint,
  facts: [],
  since: 0,
  command: "",
  evidence: "",
});
const rule = (more: Partial<AlertRule> = {}): AlertRule => ({
  name: "all",
  match: {},
  to: ["ops"],
  groupBy: ["surface"],
  waitMs: 30,
  repeatMs: 1_000,
  ...more,
});

/** What is due, and from now on told. */
function tell(book: AlertBook, now: number): readonly string[] {
  return book.due(now).map((message) => {
    sent(book, message, now);
    return `${message.channel} ${message.status}: ${message.alerts.map((one) => one.alert.fingerprint).join(", ")}`;
  });
}
const sent = (book: AlertBook, { rule: name, status, alerts }: Message, now: number): void =>
  book.sent({ rule: name, status, fingerprints: alerts.map((one) => one.alert.fingerprint) }, now);

describe("the book of alerts", () => {
  test("tells a group together when its first has waited, once, and again while it is open", () => {
    const book = new AlertBook([rule()]);
    expect([book.raise(alert("a"), 0), book.raise(alert("a"), 5), book.raise(alert("b"), 10)]).toEqual([
      true,
      false,
      true,
    ]);
    book.raise(alert("elsewhere", { surface: "search" }), 29);
    expect([tell(book, 29), tell(book, 30), tell(book, 40)]).toEqual([[], ["ops firing: a, b"], []]);
    expect(tell(book, 59)).toEqual(["ops firing: elsewhere"]);
    expect(tell(book, 1_030)).toEqual(["ops firing: a, b"]);
  });

  test("tells the end to whom the beginning was told, and to nobody else", () => {
    const book = new AlertBook([rule()]);
    book.raise(alert("a"), 0);
    book.raise(alert("b"), 0);
    expect(tell(book, 30)).toEqual(["ops firing: a, b"]);
    book.raise(alert("brief"), 40);
    expect([book.resolve("a", 50), book.resolve("a", 51), book.resolve("brief", 50)]).toEqual([true, false, true]);
    expect([tell(book, 60), tell(book, 70)]).toEqual([["ops resolved: a"], []]);
    expect(book.raise(alert("a"), 80)).toBe(true);
    expect(tell(book, 110)).toEqual(["ops firing: a, b"]);
  });

  test("keeps due what was not sent, channel by channel", () => {
    const book = new AlertBook([rule({ to: ["ops", "chat"], waitMs: 0 })]);
    book.raise(alert("a"), 0);
    const [ops] = book.due(1);
    if (ops !== undefined) sent(book, ops, 1);
    expect(tell(book, 2)).toEqual(["chat firing: a"]);
  });

  test("chooses by labels, which may be beginnings", () => {
    const book = new AlertBook([
      rule({ name: "critical", match: { severity: "critical" }, waitMs: 0 }),
      rule({ name: "free", match: { cohort: "plan=*" }, to: ["chat"], waitMs: 0 }),
    ]);
    book.raise(alert("a", { cohort: "plan=free" }), 0);
    book.raise(alert("b", { severity: "note" }), 0);
    expect(tell(book, 1)).toEqual(["ops firing: a", "chat firing: a"]);
  });

  test("holds back what is silenced, and tells it when the silence is over and it is open still", () => {
    const book = new AlertBook([rule({ waitMs: 0 })]);
    book.silence({ id: "s", match: { monitor: "resolved" }, until: 100, by: "key_1", reason: "known" });
    book.raise(alert("a"), 0);
    book.raise(alert("b"), 0);
    book.resolve("b", 50);
    expect([tell(book, 99), tell(book, 101)]).toEqual([[], ["ops firing: a"]]);
    book.silence({ id: "t", match: {}, until: 1e9, by: "key_1", reason: "all" });
    book.raise(alert("c"), 200);
    expect([tell(book, 201), book.unsilence("t"), book.unsilence("t"), tell(book, 202)]).toEqual([
      [],
      true,
      false,
      ["ops firing: a, c"],
    ]);
  });

  test("comes to the same when all that happened is read again", () => {
    const names = fc.constantFrom("a", "b", "c");
    const step = fc.oneof(
      fc.record({ kind: fc.constant("raise" as const), name: names }),
      fc.record({ kind: fc.constant("resolve" as const), name: names }),
      fc.record({ kind: fc.constant("tell" as const) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const [live, again] = [new AlertBook([rule()]), new AlertBook([rule()])];
        steps.forEach((one, at) => {
          const now = at * 20;
          if (one.kind === "raise" && live.raise(alert(one.name), now)) again.raise(alert(one.name), now);
          if (one.kind === "resolve" && live.resolve(one.name, now)) again.resolve(one.name, now);
          if (one.kind === "tell")
            for (const message of live.due(now)) for (const book of [live, again]) sent(book, message, now);
        });
        expect(again.alerts).toEqual(live.alerts);
        expect(again.due(1e6)).toEqual(live.due(1e6));
      }),
    );
  });
});
