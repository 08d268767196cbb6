import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { BellwetherError, ERROR_KINDS, type ErrorCode } from "../core/error.ts";
import { CODECS } from "../wire/codecs.ts";
import { printable, setProvenanceHeaders } from "./provenance-headers.ts";
import { refusalResponse } from "./refusal.ts";

const facts = { exchange: "e1", steps: [], violations: [] };

describe("provenance headers", () => {
  test("hold only what is printable, whatever a client or a provider said", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 700 }), (text) => {
        const headers = new Headers();
        setProvenanceHeaders(headers, {
          ...facts,
          role: text,
          states: { requested: { model: text, effort: text }, contracted: {}, sent: { model: text } },
          announced: text,
          steps: [text],
          violations: [text],
        });
        for (const [, value] of headers) expect(value).toMatch(/^[\x20-\x7e]{0,512}$/);
      }),
    );
    expect(printable("a\r\nset-cookie: x")).toBe("a??set-cookie: x");
  });

  test("have one pair for each state, whatever a model's name feigns", () => {
    const headers = new Headers();
    setProvenanceHeaders(headers, {
      ...facts,
      states: { requested: { model: "a; served=b" }, contracted: { model: "c" }, sent: { model: "c" } },
    });
    expect(headers.get("bellwether-model")).toBe("requested=a? served=b; contracted=c; sent=c");
  });

  test("say that nothing is known rather than leaving it out", () => {
    const headers = new Headers();
    setProvenanceHeaders(headers, { ...facts, states: { requested: {}, contracted: {}, sent: {} } });
    expect(headers.get("bellwether-model")).toBe("requested=unset; contracted=undeclared; sent=unset");
    expect(headers.get("bellwether-delegation")).toBe("none");
    expect(headers.get("bellwether-violations")).toBeNull();
  });

  test("leave out what a refused request never came to", () => {
    const headers = new Headers();
    setProvenanceHeaders(headers, { ...facts, states: { requested: { model: "m" } } });
    expect(headers.get("bellwether-model")).toBe("requested=m");
  });

  test("list violations and steps", () => {
    const headers = new Headers();
    setProvenanceHeaders(headers, { ...facts, steps: ["a@1", "b@2"], violations: ["X", "Y"], pin: "kept" });
    expect(headers.get("bellwether-steps")).toBe("a@1, b@2");
    expect(headers.get("bellwether-violations")).toBe("X, Y");
    expect(headers.get("bellwether-rollout")).toContain("pin=kept");
  });
});

describe("a refusal", () => {
  test("of any kind has its status, its code, the exchange's id, and says whether a retry can help", async () => {
    for (const code of Object.keys(ERROR_KINDS) as ErrorCode[]) {
      for (const codec of Object.values(CODECS)) {
        const error = new BellwetherError(code, "why", { retryAfter: 3 });
        const response = refusalResponse(error, codec, "e1", new Headers());
        const { status, retryable } = ERROR_KINDS[code];
        // AWS's SDK asks again for whatever is 500 or more.
        const final = codec.format === "bedrock-converse" && status >= 500 && !retryable;
        expect(response.status).toBe(final ? 424 : status);
        expect(response.headers.get("bellwether-error")).toBe(code);
        expect(response.headers.get("x-should-retry")).toBe(String(ERROR_KINDS[code].retryable));
        expect(response.headers.get("request-id")).toBe("e1");
        expect(response.headers.get("retry-after")).toBe("3");
        expect(await response.text()).toContain("why");
      }
    }
  });
});
