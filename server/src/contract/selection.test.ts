import { describe, expect, test } from "bun:test";
import { contractOf, small } from "./fixtures/make.ts";
import { type Binding, type Registry, type Selection, selectContract } from "./selection.ts";

const contract = (surface: string, version: string) =>
  contractOf(small("").replace("helper", surface).replace("1.0.0", version));

function registry(surfaces: Readonly<Record<string, Readonly<Record<string, string>>>>): Registry {
  const entries = Object.entries(surfaces).map(([surface, channels]) => {
    const versions = new Map(Object.values(channels).map((version) => [version, contract(surface, version)]));
    return [surface, { versions, channels: new Map(Object.entries(channels)) }] as const;
  });
  return { surfaces: new Map(entries) };
}

const TWO = registry({ alpha: { stable: "1.0.0", beta: "1.1.0" }, omega: { stable: "2.0.0" } });
const ONE = registry({ alpha: { stable: "1.0.0", beta: "1.1.0" } });

function select(header: string | null, binding: Binding = {}, from = TWO, prompt?: string): Selection {
  return selectContract({ binding, header, registry: from, hasPrompt: ({ surface }) => surface === prompt });
}

function found(selection: Selection): string {
  if (!selection.ok) return `${selection.error.code}: ${selection.error.message}`;
  const {
    contract: { surface, version },
    channel,
    how,
  } = selection;
  return `${surface}@${version} ${channel ?? "-"} ${how}`;
}

describe("a contract is found", () => {
  test("by the header's version or channel, or its surface's stable channel", () => {
    expect(found(select("alpha@1.1.0"))).toBe("alpha@1.1.0 - header");
    expect(found(select("alpha@beta"))).toBe("alpha@1.1.0 beta header");
    expect(found(select("alpha"))).toBe("alpha@1.0.0 stable header");
  });

  test("by the key's binding where there is no header", () => {
    expect(found(select(null, { surface: "alpha", channel: "beta" }))).toBe("alpha@1.1.0 beta binding");
    expect(found(select(null, { surface: "omega" }))).toBe("omega@2.0.0 stable binding");
  });

  test("by the header inside the key's fence, whatever the key's channel", () => {
    expect(found(select("alpha@1.0.0", { surface: "alpha", channel: "beta" }))).toBe("alpha@1.0.0 - header");
  });

  test("by the system prompt where the key names no surface", () => {
    expect(found(select(null, {}, TWO, "omega"))).toBe("omega@2.0.0 stable prompt");
    expect(found(select(null, { channel: "beta" }, TWO, "alpha"))).toBe("alpha@1.1.0 beta prompt");
  });

  test("as the only one that there is", () => {
    expect(found(select(null, {}, ONE))).toBe("alpha@1.0.0 stable only");
    expect(found(select(null, { channel: "beta" }, ONE))).toBe("alpha@1.1.0 beta only");
  });
});

describe("no contract is found", () => {
  test("outside of the key's fence", () => {
    expect(found(select("omega", { surface: "alpha" }))).toBe(
      "key_not_allowed: this key is bound to the surface alpha; it cannot ask for omega",
    );
  });

  test("that is not registered, and what is registered is listed", () => {
    expect(found(select("gamma"))).toStartWith("contract_unknown: there is no surface gamma;");
    expect(found(select("gamma"))).toEndWith("alpha, omega");
    expect(found(select("alpha@9.9.9"))).toBe(
      "contract_unknown: there is no alpha@9.9.9. channels of alpha: stable, beta; versions: 1.0.0, 1.1.0",
    );
  });

  test("under latest, which does not exist", () => {
    expect(found(select("alpha@latest"))).toStartWith("contract_unknown: alpha@latest does not exist");
  });

  test("by a header that is not one", () => {
    for (const header of ["", "@1.0.0", "alpha@", "a b", "alpha@1@2"]) {
      expect(found(select(header))).toStartWith("contract_unknown: bellwether-contract is");
    }
  });

  test("where several could be meant", () => {
    expect(found(select(null))).toBe(
      "contract_missing: no contract could be told from the request; name one by the header bellwether-contract, or bind the key to it: alpha, omega",
    );
  });

  test("of a surface without a stable channel", () => {
    const draft = registry({ alpha: { internal: "0.1.0" } });
    expect(found(select(null, { surface: "alpha" }, draft))).toStartWith(
      "contract_missing: the surface alpha has no channel stable yet",
    );
    expect(found(select(null, {}, draft))).toStartWith("contract_missing: the surface alpha has no channel stable yet");
  });

  test("behind a channel whose version is gone", () => {
    const broken: Registry = {
      surfaces: new Map([["alpha", { versions: new Map(), channels: new Map([["stable", "1.0.0"]]) }]]),
    };
    expect(found(select("alpha", {}, broken))).toContain("points at the version 1.0.0, which is not registered");
  });

  test("of other surfaces is ever named to a key that is bound to one", () => {
    const told =
      found(select(null, { surface: "gone" })) +
      found(select("omega", { surface: "alpha" })) +
      found(select("alpha@x", { surface: "alpha" }));
    expect(told).not.toContain("2.0.0");
    expect(found(select(null, { surface: "gone" }))).not.toContain("alpha");
  });
});
