import { describe, expect, test } from "bun:test";
import type { BellwetherError } from "../core/error.ts";
import { readBody } from "./body.ts";
import { readCallerHeaders } from "./caller.ts";
import { streamOf } from "./fixtures/fake-upstream.ts";
import { keyInQuery } from "./query-credentials.ts";
import { identify } from "./identify.ts";
import { KEY_KINDS, keyHash, type KeyRecord, mayCall, newKey } from "./key.ts";

const key = (parts: Partial<KeyRecord> = {}): KeyRecord => ({
  id: "key_1",
  hash: keyHash("secret"),
  kind: "app",
  tenant: "acme",
  trusted: false,
  name: "",
  ...parts,
});
const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return (error as BellwetherError).code;
  }
  return "ok";
};

describe("who calls", () => {
  const known = key();
  const find = (hash: string): KeyRecord | undefined => (hash === known.hash ? known : undefined);
  const who = (headers: Record<string, string>) => identify(new Headers(headers), find, 1_000);

  test("is told by bellwether-key, x-api-key or a bearer token, in this order", () => {
    expect(who({ "x-api-key": "secret" })).toEqual({ key: known, ownCredential: false });
    expect(who({ authorization: "bearer  secret " })).toEqual({ key: known, ownCredential: false });
    expect(who({ "bellwether-key": "secret", "x-api-key": "mine", authorization: "Bearer mine" })).toEqual({
      key: known,
      ownCredential: true,
    });
    expect(codeOf(() => who({ "bellwether-key": "wrong", "x-api-key": "secret" }))).toBe("key_unknown");
    expect(codeOf(() => who({ "x-api-key": "wrong", authorization: "Bearer secret" }))).toBe("key_unknown");
  });

  test("is told by Google's header too, and by the query where the format's clients put it there", () => {
    expect(who({ "x-goog-api-key": "secret" })).toEqual({ key: known, ownCredential: false });
    const asked = (query: string, headers: Record<string, string> = {}) =>
      codeOf(() => identify(new Headers(headers), find, 1_000, keyInQuery(query, "key")));
    expect(asked("?key=secret")).toBe("ok");
    expect(asked("?alt=sse&key=secre%74")).toBe("ok");
    expect(asked("?key=&other=secret")).toBe("key_missing");
    expect(asked("?key=%E0%A4%A")).toBe("key_unknown");
    expect(asked("?key=secret", { "x-goog-api-key": "wrong" })).toBe("key_unknown");
  });

  test("is nobody without a key, or with another kind of authorization", () => {
    for (const headers of [{}, { "x-api-key": "" }, { authorization: "Basic secret" }, { authorization: "secret" }])
      expect(codeOf(() => who(headers as Record<string, string>))).toBe("key_missing");
  });

  test("is nobody with a part of a key, and with one that has expired", () => {
    expect(codeOf(() => who({ "x-api-key": "secre" }))).toBe("key_unknown");
    const expired = key({ expiresAt: 1_000 });
    expect(codeOf(() => identify(new Headers({ "x-api-key": "secret" }), () => expired, 1_000))).toBe("key_unknown");
    expect(codeOf(() => identify(new Headers({ "x-api-key": "secret" }), () => expired, 999))).toBe("ok");
  });

  test("is nobody who may call with a key for the control API", () => {
    for (const kind of KEY_KINDS) {
      const code = codeOf(() => identify(new Headers({ "x-api-key": "x" }), () => key({ kind }), 0));
      expect(code).toBe(mayCall(kind) ? "ok" : "key_not_allowed");
    }
  });

  test("is told no part of what was sent", () => {
    for (const header of ["bellwether-key", "x-api-key"]) {
      try {
        who({ [header]: "very-private-text" });
      } catch (error) {
        expect(String(error)).not.toContain("very-private");
      }
    }
  });
});

describe("a new key", () => {
  test("has its kind and 32 characters, and uses every one of them alike", () => {
    const counts = new Map<string, number>();
    let next = 0;
    const counting = (into: Uint8Array): Uint8Array => into.map(() => next++ % 256);
    for (let i = 0; i < 62; i++) {
      const made = newKey("app", counting);
      expect(made).toMatch(/^bw_app_[0-9A-Za-z]{32}$/);
      for (const letter of made.slice(7)) counts.set(letter, (counts.get(letter) ?? 0) + 1);
    }
    expect(counts.size).toBe(62);
    expect(Math.max(...counts.values()) - Math.min(...counts.values())).toBeLessThanOrEqual(16);
  });
});

describe("what a caller says in our headers", () => {
  const read = (headers: Record<string, string>, parts: Partial<KeyRecord> = {}) =>
    readCallerHeaders(new Headers(headers), key(parts));

  test("is read, lists at their commas", () => {
    const said = read({
      "bellwether-session": "s1",
      "bellwether-flags": "a, b,,c",
      "bellwether-step": "redact-pii@1.2.0",
      "bellwether-build": "",
    });
    expect(said).toMatchObject({ session: "s1", flags: ["a", "b", "c"], steps: ["redact-pii@1.2.0"] });
    expect(said.build).toBeUndefined();
  });

  test("may name a unit or an audience only with a trusted key, and no audience but the key's own", () => {
    expect(codeOf(() => read({ "bellwether-unit": "u" }))).toBe("assertion_not_allowed");
    expect(codeOf(() => read({ "bellwether-audience": "free" }))).toBe("assertion_not_allowed");
    expect(read({ "bellwether-unit": "u" }, { trusted: true }).unit).toBe("u");
    const bound = { trusted: true, audience: "free" };
    expect(read({ "bellwether-audience": "free" }, bound).audience).toBe("free");
    expect(codeOf(() => read({ "bellwether-audience": "paid" }, bound))).toBe("assertion_not_allowed");
  });

  test("may set the clock only with a key of kind test", () => {
    for (const kind of KEY_KINDS) {
      const code = codeOf(() => read({ "bellwether-clock": "2026-01-01" }, { kind, trusted: true }));
      expect(code).toBe(kind === "test" ? "ok" : "assertion_not_allowed");
    }
  });

  test("is refused when it is too long, or could forge lines of a log", () => {
    expect(codeOf(() => read({ "bellwether-session": "x".repeat(513) }))).toBe("header_invalid");
    const forged = { get: (name: string) => (name === "bellwether-build" ? "a\u0007b" : null) };
    expect(codeOf(() => readCallerHeaders(forged, key()))).toBe("header_invalid");
  });
});

describe("a request's body", () => {
  const bytes = (length: number): Uint8Array<ArrayBuffer> => new Uint8Array(length).fill(0x61);
  const announced = (length: number, said = length): Request =>
    new Request("http://x/", { method: "POST", body: bytes(length), headers: { "content-length": String(said) } });
  const unannounced = (chunks: readonly Uint8Array[], brokenBy?: Error): Request =>
    new Request("http://x/", { method: "POST", body: streamOf(chunks, brokenBy) });
  const outcome = (request: Request, limit = 100): Promise<number | string> =>
    readBody(request, limit).then(
      ({ length }) => length,
      (error: BellwetherError) => error.code,
    );

  test("may be as long as the limit and no longer, whether or not its length is announced", async () => {
    expect(await outcome(announced(100))).toBe(100);
    expect(await outcome(announced(101))).toBe("body_too_large");
    expect(await outcome(unannounced([bytes(60), bytes(40)]))).toBe(100);
    expect(await outcome(unannounced([bytes(60), bytes(41)]))).toBe("body_too_large");
  });

  test("is held to its limit whatever length it feigns", async () => {
    expect(await outcome(announced(200, 5))).toBe("body_too_large");
    expect(await outcome(announced(200, -1))).toBe("body_too_large");
    const odd = new Request("http://x/", { method: "POST", body: bytes(200), headers: { "content-length": "many" } });
    expect(await outcome(odd)).toBe("body_too_large");
  });

  test("is empty where there is none", async () => {
    expect(await outcome(new Request("http://x/", { method: "POST" }))).toBe(0);
  });

  test("that is compressed is refused, because it could grow without bound", async () => {
    const packed = new Request("http://x/", { method: "POST", body: "x", headers: { "content-encoding": "gzip" } });
    expect(await outcome(packed)).toBe("header_invalid");
    const plain = new Request("http://x/", { method: "POST", body: "x", headers: { "content-encoding": "identity" } });
    expect(await outcome(plain)).toBe(1);
  });

  test("that breaks off is the caller's error and none of ours", async () => {
    expect(await outcome(unannounced([bytes(10)], new Error("reset")))).toBe("body_malformed");
  });
});
