import { describe, expect, test } from "bun:test";
import { canonicalDigest } from "../../core/jcs.ts";
import { contractedValues } from "../contracted.ts";
import { noticeBetween } from "../fixtures/notices.ts";
import type { Contract } from "../contract.ts";
import { versionOf } from "../diff/rule-suite.ts";
import type { Opt } from "./terms.ts";
import { overlaid as overlay, overlayProblems, type Withdrawal } from "./overlay.ts";

const settings = (effort: string, tokens: number, rest = ""): string =>
  `model: { id: m }\nreasoning: { effort: ${effort} }\noutput: { max_tokens: ${tokens} }\n${rest}`;
const one = versionOf(settings("high", 9000));
const two = versionOf(settings("low", 9000), "2.0.0");
const three = versionOf(settings("minimal", 8000), "3.0.0");

const withdrawal = (from: Contract, to: Contract, opt: Opt = "out"): Withdrawal => {
  const notice = noticeBetween(from, to, { opt });
  return { notice: notice?.id ?? "", from, to, paths: (notice?.choice?.fields ?? []).map(({ path }) => path) };
};
const overlaid = (contract: Contract, withdrawals: readonly Withdrawal[]): Contract =>
  overlay(contract, withdrawals).contract;
const effortOf = (contract: Contract, audience?: string): unknown =>
  contractedValues(contract, audience, "main").fields.effort?.value;

describe("a contract with old values laid over it", () => {
  test("has the fields of the notice as they were and everything else as it is", () => {
    const mixed = overlaid(two, [withdrawal(one, two)]);
    expect(overlay(two, [withdrawal(one, two)]).notices).toEqual([withdrawal(one, two).notice]);
    expect(effortOf(mixed)).toBe("high");
    expect(mixed).toMatchObject({ surface: "helper", version: "2.0.0", document: two.document });
  });

  test("has a digest of its own, which anybody can make from what it is made of", () => {
    const made = withdrawal(one, two);
    const mixed = overlaid(two, [made]);
    const overlays = [{ notice: made.notice, from: one.digest, paths: ["roles.main.reasoning.effort"] }];
    expect(mixed.digest).toBe(canonicalDigest({ contract: two.digest, overlays }));
    expect(overlaid(two, [made]).digest).toBe(mixed.digest);
    expect(mixed.digest).not.toBe(two.digest);
  });

  test("is the contract itself where the change is not in it, before it and after another one", () => {
    expect(overlaid(one, [withdrawal(one, two)])).toBe(one);
    expect(overlaid(three, [withdrawal(one, two)])).toBe(three);
    expect(overlaid(two, [])).toBe(two);
  });

  test("holds for later versions too that still have the change", () => {
    const later = versionOf(settings("low", 5000), "2.1.0");
    const mixed = overlaid(later, [withdrawal(one, two)]);
    expect([effortOf(mixed), contractedValues(mixed, undefined, "main").fields.max_tokens?.value]).toEqual([
      "high",
      5000,
    ]);
  });

  test("goes back by both where two changes of a field were refused", () => {
    expect(effortOf(overlaid(three, [withdrawal(one, two), withdrawal(two, three)]))).toBe("high");
    expect(effortOf(overlaid(three, [withdrawal(two, three)]))).toBe("low");
  });

  test("has old values for each audience that had them", () => {
    const tiers = (all: string, free: string, version: string): Contract =>
      versionOf(`${settings(all, 9000)}audiences: { free: { reasoning: { effort: ${free} } } }`, version);
    const [before, after] = [tiers("high", "medium", "1.0.0"), tiers("high", "low", "2.0.0")];
    const mixed = overlaid(after, [withdrawal(before, after)]);
    expect([effortOf(mixed), effortOf(mixed, "free")]).toEqual(["high", "medium"]);
  });
});

describe("a delegation that a contract lets tenants choose", () => {
  const rules = (version: string, ...allow: readonly string[]): Contract =>
    versionOf(
      `roles:\n  main: { match: { default: true }, model: { id: m } }\n  helper: { match: { agent: true }, model: { id: small } }\n  other: { match: { header: x-other }, model: { id: small } }\ndelegation: { allow: [${allow.join(", ")}] }`,
      version,
    );
  const cheap = "{ from: main, to: role:helper, reason: cost, saves: 0.8, margin: 0.01, opt: out }";
  const good = "{ from: main, to: role:other, reason: quality }";

  test("is a choice of its notice without anybody's further word, with its margin and no end", () => {
    const notice = noticeBetween(rules("1.0.0"), rules("2.0.0", good, cheap));
    const path = 'delegation.allow["main -> role:helper"]';
    expect(notice?.choice).toEqual({ fields: [{ path, opt: "out", margin: 0.01 }] });
    expect(notice?.entries.map(({ reason }) => reason).sort()).toEqual(["cost", "quality"]);
  });

  test("goes by itself, and leaves the rules beside it", () => {
    const [before, after] = [rules("1.0.0"), rules("2.0.0", good, cheap)];
    const paths = ['delegation.allow["main -> role:helper"]'];
    const mixed = overlaid(after, [{ notice: "n-1", from: before, to: after, paths }]);
    expect(mixed.base.delegation?.allow).toMatchObject([{ to: "role:other" }]);
  });

  test("is as it was where only its terms changed", () => {
    const wider = cheap.replace("0.01", "0.2");
    const [before, after] = [rules("1.0.0", good, cheap), rules("2.0.0", good, wider)];
    const notice = noticeBetween(before, after);
    const paths = (notice?.choice?.fields ?? []).map(({ path }) => path);
    expect(paths).toEqual(['delegation.allow["main -> role:helper"]']);
    const mixed = overlaid(after, [{ notice: "n-1", from: before, to: after, paths }]);
    expect(mixed.base.delegation?.allow).toEqual(before.base.delegation?.allow ?? []);
  });
});

describe("what tenants may choose", () => {
  test("is what the gateway can hold them to, until a sunset, where it is offered", () => {
    const priced = (effort: string, price: number): string =>
      settings(effort, 9000, `economics: { input_per_mtok: ${price} }`);
    const [before, after] = [versionOf(priced("high", 5)), versionOf(priced("low", 6), "2.0.0")];
    expect(noticeBetween(before, after, { opt: "out", margin: 0.02 })?.choice).toEqual({
      fields: [{ path: "roles.main.reasoning.effort", opt: "out", margin: 0.02 }],
      sunset: "2026-06-02",
    });
    expect(noticeBetween(before, after, { opt: "in", sunset: "2026-12-31" })?.choice?.sunset).toBe("2026-12-31");
    expect(noticeBetween(before, after)?.choice).toBeUndefined();
  });

  test("is told where old values and new ones do not go together", () => {
    const bounded = (version: string, tokens: number, budget: number): Contract =>
      versionOf(
        `model: { id: m }\nreasoning: { thinking: { budget_tokens: ${budget} } }\noutput: { max_tokens: ${tokens} }`,
        version,
      );
    const [before, after] = [bounded("1.0.0", 9000, 8000), bounded("2.0.0", 4000, 3000)];
    const half = overlaid(after, [
      { notice: "n-1", from: before, to: after, paths: ["roles.main.reasoning.thinking"] },
    ]);
    expect(overlayProblems(after, half).length).toBeGreaterThan(0);
    expect(overlayProblems(after, overlaid(after, [withdrawal(before, after)]))).toEqual([]);
  });
});
