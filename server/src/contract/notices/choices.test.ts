import { describe, expect, test } from "bun:test";
import type { Contract } from "../contract.ts";
import { contractedValues } from "../contracted.ts";
import { versionOf } from "../diff/rule-suite.ts";
import { NOTICE_DAY, noticeBetween } from "../fixtures/notices.ts";
import { ChoiceBook, type ChosenContract, type Offer, offerOf, type TenantChoice } from "./choices.ts";
import type { NoticeTerms } from "./terms.ts";

const DAY = 86_400_000;
const effort = (version: string, value: string, tokens = 9000): Contract =>
  versionOf(`model: { id: m }\nreasoning: { effort: ${value} }\noutput: { max_tokens: ${tokens} }`, version);
const [one, two, three] = [effort("1.0.0", "high"), effort("2.0.0", "low"), effort("3.0.0", "minimal")];
const contracts = [one, two, three];

const offer = (from: Contract, to: Contract, terms: NoticeTerms, channel?: string): Offer => {
  const notice = noticeBetween(from, to, terms, channel);
  const made = notice === undefined ? undefined : offerOf(notice);
  if (made === undefined) throw new Error("there is an offer");
  return made;
};
const book = (offers: readonly Offer[], ...choices: readonly TenantChoice[]): ChoiceBook =>
  new ChoiceBook(offers, choices, (digest) => contracts.find((each) => each.digest === digest));
const chose = (of: Offer, choice: "in" | "out", at = 1): TenantChoice => ({
  tenant: "acme",
  notice: of.notice,
  choice,
  at,
});
const effortOf = ({ contract }: Pick<ChosenContract, "contract">): unknown =>
  contractedValues(contract, undefined, "main").fields.effort?.value;

const out = offer(one, two, { opt: "out" });
const ins = offer(one, two, { opt: "in" });
const further = offer(two, three, { opt: "out" });

describe("a tenant", () => {
  test("that is out of a change has what was before, and others have what is new", () => {
    const choices = book([out], chose(out, "out"));
    const mine = choices.choose(two, "acme", NOTICE_DAY);
    expect([effortOf(mine), mine.choice]).toEqual(["high", `${out.notice}:out`]);
    expect(choices.choose(two, "other", NOTICE_DAY)).toEqual({ contract: two, choice: "" });
    expect(choices.choose(one, "acme", NOTICE_DAY)).toEqual({ contract: one, choice: "" });
  });

  test("that is in has what is new where all others have what was before", () => {
    const choices = book([ins], chose(ins, "in"));
    expect(choices.choose(two, "acme", NOTICE_DAY)).toEqual({ contract: two, choice: `${ins.notice}:in` });
    const others = choices.choose(two, "other", NOTICE_DAY);
    expect([effortOf(others), others.choice]).toEqual(["high", `${ins.notice}:default`]);
  });

  test("has said nothing by being in where it is in anyway", () => {
    expect(book([out], chose(out, "in")).choose(two, "acme", NOTICE_DAY)).toEqual({ contract: two, choice: "" });
  });

  test("may change its mind: the newest counts, whichever notice of the change it was about", () => {
    const promoted = offer(one, two, { opt: "out", note: "now for all" }, "stable");
    expect(promoted.notice).not.toBe(out.notice);
    const back = book([out, promoted], chose(out, "out", 1), chose(promoted, "in", 2));
    expect(effortOf(back.choose(two, "acme", NOTICE_DAY))).toBe("low");
    const away = book([out, promoted], chose(promoted, "out", 2), chose(out, "in", 1)).choose(two, "acme", NOTICE_DAY);
    // By the notice that came first, so that promoting again makes no other contract of it.
    expect([effortOf(away), away.choice]).toEqual(["high", `${out.notice}:out`]);
    const before = book([out], chose(out, "out", 1)).choose(two, "acme", NOTICE_DAY);
    expect(away.contract.digest).toBe(before.contract.digest);
  });

  test("is asked of each change by itself, and goes back by both", () => {
    const all = book([out, further], chose(out, "out"), chose(further, "out"));
    expect(effortOf(all.choose(three, "acme", NOTICE_DAY))).toBe("high");
    const last = book([out, further], chose(further, "out"));
    expect(effortOf(last.choose(three, "acme", NOTICE_DAY))).toBe("low");
    const first = book([out, further], chose(out, "out"));
    expect(first.choose(three, "acme", NOTICE_DAY)).toEqual({ contract: three, choice: "" });
  });
});

describe("an offer", () => {
  test("ends with its last day, for those who were out and for those who never were in", () => {
    const last = Date.parse(`${out.sunset}T23:59:59.999Z`);
    for (const choices of [book([out], chose(out, "out")), book([ins])]) {
      expect(effortOf(choices.choose(two, "acme", last))).toBe("high");
      expect(choices.choose(two, "acme", last + 1)).toEqual({ contract: two, choice: "" });
    }
  });

  test("that is over still tells what a conversation began with", () => {
    const choices = book([out], chose(out, "out"));
    const begun = choices.choose(two, "acme", NOTICE_DAY);
    const later = book([out, further], chose(out, "in", 5));
    expect(later.choose(two, "acme", NOTICE_DAY + 200 * DAY).contract).toBe(two);
    expect(later.again(two, begun.choice).digest).toBe(begun.contract.digest);
    expect(later.again(two, "n-unknown:out")).toBe(two);
    expect(later.again(two, "")).toBe(two);
  });

  test("of a version that is not there any more offers nothing", () => {
    const choices = new ChoiceBook([out], [chose(out, "out")], () => undefined);
    expect(choices.choose(two, "acme", NOTICE_DAY)).toEqual({ contract: two, choice: "" });
  });

  test("makes one contract for all who chose alike, so that what is made of it is made once", () => {
    const choices = book([out], chose(out, "out"), { ...chose(out, "out"), tenant: "other" });
    const [mine, other] = ["acme", "other"].map((tenant) => choices.choose(two, tenant, NOTICE_DAY).contract);
    expect(mine).toBe(other as Contract);
  });
});
