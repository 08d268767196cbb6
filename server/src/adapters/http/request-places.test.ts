import { describe, expect, test } from "bun:test";
import { type RequestPlace, RequestPlaces } from "./request-places.ts";

const request = (path: string, headers: Record<string, string> = {}, method = "POST"): Request =>
  new Request(`http://gateway.test${path}`, { method, headers });

/** The place of a request on a provider's path. */
function placeOf(places: RequestPlaces, of: Request): RequestPlace {
  const found = places.find(of);
  if (found === undefined || found instanceof URL) throw new Error(`${of.url} is no provider's`);
  return found;
}

describe("the place of a request", () => {
  test("is the same each time that its address says it", () => {
    const places = new RequestPlaces();
    const found = places.find(request("/v1/chat/completions"));
    expect(found).toMatchObject({ path: "/v1/chat/completions", query: "", route: { operation: "generate" } });
    expect(places.find(request("/v1/chat/completions"))).toBe(found);
    expect(placeOf(places, request("/v1/chat/completions", {}, "GET")).route.operation).toBe("other");
  });

  test("follows the headers where these say whose path it is", () => {
    const places = new RequestPlaces();
    const of = (headers: Record<string, string>) => placeOf(places, request("/v1/models", headers, "GET")).route.format;
    expect(of({ "anthropic-version": "2023-06-01" })).toBe("anthropic-messages");
    expect(of({ authorization: "Bearer x" })).toBe("openai-chat");
    expect(of({ "x-goog-api-key": "x" })).toBe("gemini");
  });

  test("has the query of this very request", () => {
    const places = new RequestPlaces();
    const path = "/v1beta/models/g:generateContent";
    expect(placeOf(places, request(`${path}?key=a`)).query).toBe("?key=a");
    expect(placeOf(places, request(`${path}?key=b`)).query).toBe("?key=b");
    expect(placeOf(places, request(path)).query).toBe("");
  });

  test("is the address alone where the path is no provider's", () => {
    const places = new RequestPlaces();
    const address = "http://gateway.test/api/v1/exchanges?show=model";
    expect(places.find(request("/api/v1/exchanges?show=model", {}, "GET"))).toEqual(new URL(address));
  });
});
