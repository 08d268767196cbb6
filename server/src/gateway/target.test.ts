import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { upstreamConfig } from "./fixtures/rig.ts";
import { clientHeaders, targetsOf, upstreamHeaders } from "./target.ts";

const OWN = "bw_app_0123456789abcdefghijklmnopqrstuv";
const secret = (): string => "provider-secret";
const sent = (headers: Record<string, string>, key = "env:X", ownCredential = true): Record<string, string> =>
  Object.fromEntries(upstreamHeaders(new Headers(headers), upstreamConfig({ key }), ownCredential, secret));

describe("headers that go upstream", () => {
  test("are the caller's own but for those of its connection and those that are for us", () => {
    const headers = sent({
      "anthropic-beta": "a,b",
      "user-agent": "test/1",
      "x-custom": "kept",
      connection: "keep-alive, X-Hop",
      "x-hop": "1",
      "keep-alive": "5",
      te: "trailers",
      "transfer-encoding": "chunked",
      upgrade: "h2c",
      host: "gateway",
      "content-length": "9",
      "proxy-authorization": "Basic x",
      cookie: "session=1",
      "accept-encoding": "gzip",
      "bellwether-session": "s",
      "bellwether-key": OWN,
    });
    expect(headers).toEqual({
      "anthropic-beta": "a,b",
      "user-agent": "test/1",
      "x-custom": "kept",
      "accept-encoding": "identity",
      "x-api-key": "provider-secret",
    });
  });

  test("carry no credential of the caller's where the upstream has its own", () => {
    const credentials = { authorization: "Bearer a", "x-api-key": "b", "api-key": "c", "x-goog-api-key": "d" };
    expect(sent(credentials)).toEqual({ "accept-encoding": "identity", "x-api-key": "provider-secret" });
    expect(sent(credentials, "none")).toEqual({ "accept-encoding": "identity" });
  });

  test("carry the caller's own credential where it is passed through, and never a key of ours", () => {
    expect(sent({ authorization: "Bearer mine" }, "passthrough")).toMatchObject({ authorization: "Bearer mine" });
    const both = sent({ authorization: `Bearer ${OWN}`, "x-api-key": "mine" }, "passthrough");
    expect(both).toEqual({ "accept-encoding": "identity", "x-api-key": "mine" });
  });

  test("cannot be made where the caller sent only our key and the upstream wants its own", () => {
    expect(() => sent({ "x-api-key": OWN }, "passthrough", false)).toThrow(/bellwether-key/);
  });

  test("cannot be made where our credential is missing, and the error does not hold one", () => {
    const missing = (): never => {
      throw new Error("no such thing");
    };
    expect(() => upstreamHeaders(new Headers(), upstreamConfig({ key: "file:/run/secret" }), true, missing)).toThrow(
      /no credential for the upstream anthropic/,
    );
  });

  test("never begin with bellwether-, whatever a caller sends", () => {
    const name = fc.stringMatching(/^[a-z][a-z-]{0,12}[a-z]$/);
    fc.assert(
      fc.property(fc.array(fc.tuple(name, fc.stringMatching(/^[a-z0-9]{1,8}$/)), { maxLength: 8 }), (pairs) => {
        const headers = new Headers();
        for (const [key, value] of pairs) {
          headers.append(`bellwether-${key}`, value);
          headers.append("connection", key);
          headers.append(key, value);
        }
        const out = [...upstreamHeaders(headers, upstreamConfig({ key: "none" }), true, secret).keys()];
        expect(out).toEqual(["accept-encoding"]);
      }),
    );
  });

  test("speak each provider's own credential header", () => {
    const openai = upstreamHeaders(new Headers(), upstreamConfig({ kind: "openai" }), true, secret);
    expect(openai.get("authorization")).toBe("Bearer provider-secret");
    const google = upstreamHeaders(
      new Headers({ "x-goog-api-key": OWN }),
      upstreamConfig({ kind: "gemini" }),
      true,
      secret,
    );
    expect(Object.fromEntries(google)).toEqual({
      "accept-encoding": "identity",
      "x-goog-api-key": "provider-secret",
    });
  });
});

describe("headers of an answer", () => {
  test("lose those of the upstream's connection, and what feigns to be ours", () => {
    const headers = new Headers({
      "content-type": "text/plain",
      connection: "x-hop",
      "x-hop": "1",
      "transfer-encoding": "chunked",
      "content-length": "5",
      "bellwether-contract": "feigned@9.9.9",
    });
    headers.append("set-cookie", "a=1");
    headers.append("set-cookie", "b=2");
    const out = clientHeaders(headers);
    expect(out.getSetCookie()).toEqual(["a=1", "b=2"]);
    out.delete("set-cookie");
    expect(Object.fromEntries(out)).toEqual({ "content-type": "text/plain" });
  });
});

describe("targets", () => {
  const upstreams = [upstreamConfig({ name: "first" }), upstreamConfig({ name: "second" })];

  test("are the first upstream that speaks the caller's wire where no provider is contracted", () => {
    const openai = upstreamConfig({ name: "openai", kind: "openai" });
    const [target] = targetsOf(undefined, { format: "openai-chat" }, [...upstreams, openai], true);
    expect(target?.upstream.name).toBe("openai");
  });

  test("cannot be found where nobody speaks the caller's wire", () => {
    expect(() => targetsOf(undefined, { format: "openai-chat" }, upstreams, true)).toThrow(/speaks openai-chat/);
  });
});
