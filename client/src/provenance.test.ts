import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { setProvenanceHeaders } from "../../server/src/gateway/provenance-headers.ts";
import { readProvenance } from "./provenance.ts";

const read = (headers: Record<string, string>) => readProvenance(new Headers(headers));

describe("what an answer's headers say", () => {
  test("is read whole", () => {
    expect(
      read({
        "bellwether-exchange": "0192-x",
        "bellwether-contract": "helper@1.2.0",
        "bellwether-contract-digest": "sha256:aa",
        "bellwether-role": "main",
        "bellwether-prompt-digest": "sha256:bb",
        "bellwether-model": "requested=a; contracted=a; sent=a; served=a-20260115",
        "bellwether-effort": "requested=unset; contracted=high; sent=high",
        "bellwether-delegation": "allowed; to=b; reason=fallback; rule=fallbacks[0]",
        "bellwether-cache": "provider; read=120; write=0",
        "bellwether-steps": "redact-pii@1.2.0, format@2.0.0",
        "bellwether-violations": "EFFORT_MISMATCH, ROLE_UNKNOWN",
      }),
    ).toEqual({
      exchange: "0192-x",
      contract: "helper@1.2.0",
      contractDigest: "sha256:aa",
      role: "main",
      promptDigest: "sha256:bb",
      model: { requested: "a", contracted: "a", sent: "a", served: "a-20260115" },
      effort: { contracted: "high", sent: "high" },
      delegation: { to: "b", reason: "fallback", rule: "fallbacks[0]" },
      cache: { read: 120, write: 0 },
      steps: ["redact-pii@1.2.0", "format@2.0.0"],
      violations: ["EFFORT_MISMATCH", "ROLE_UNKNOWN"],
    });
  });

  test("is nothing where the answer did not come through Bellwether", () => {
    expect(read({ "x-request-id": "r" })).toBeUndefined();
    expect(read({ "bellwether-exchange": "" })).toBeUndefined();
  });

  test("holds no value for what was not set, not declared or not said", () => {
    const facts = read({
      "bellwether-exchange": "e",
      "bellwether-model": "requested=unset; contracted=undeclared; sent=unset",
      "bellwether-delegation": "none",
      "bellwether-cache": "provider; read=many",
    });
    expect(facts).toEqual({ exchange: "e", model: {}, effort: {}, steps: [], violations: [] });
  });

  test("of a refusal has its code", () => {
    expect(read({ "bellwether-exchange": "e", "bellwether-error": "contract_violated" })?.error).toBe(
      "contract_violated",
    );
  });

  test("is read from anything that gives headers by name", () => {
    expect(readProvenance({ get: (name) => (name === "bellwether-exchange" ? " e " : null) })?.exchange).toBe("e");
  });

  test("is what the gateway wrote, whatever names models have", () => {
    const name = fc
      .stringMatching(/^[\x20-\x7e]{1,40}$/)
      .filter((text) => !["unset", "undeclared"].includes(text.trim()));
    fc.assert(
      fc.property(name, name, (requested, served) => {
        const headers = new Headers();
        setProvenanceHeaders(headers, {
          exchange: "e",
          steps: [],
          violations: [],
          states: { requested: { model: requested }, contracted: { model: "c" }, sent: {}, served: { model: served } },
        });
        const model = readProvenance(headers)?.model;
        expect(model?.requested ?? "").toBe(requested.replaceAll(";", "?").trim());
        expect(model?.contracted).toBe("c");
        expect(model?.served ?? "").toBe(served.replaceAll(";", "?").trim());
      }),
    );
  });

  test("never breaks on what somebody else put there", () => {
    const value = fc.stringMatching(/^[\x20-\x7e]{0,60}$/);
    fc.assert(
      fc.property(value, value, value, (model, cache, delegation) => {
        const facts = read({
          "bellwether-exchange": "e",
          "bellwether-model": model,
          "bellwether-cache": cache,
          "bellwether-delegation": delegation,
        });
        expect(facts?.exchange).toBe("e");
      }),
    );
  });
});
