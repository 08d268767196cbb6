import { describe, expect, test } from "bun:test";
import { RequestPlaces } from "./request-places.ts";

const request = (path: string, headers: Record<string, string> = {}, method = "POST"): Request =>
  new Request(`http://gateway.test${path}`, { method, headers });

describe("the place of a request", () => {
  test("is the same each time that its address says it", () => {
    const places = new RequestPlaces();
    const found = places.find(request("/v1/chat/completions"));
    expect(found).toMatchObject({ path: "/v1/chat/completions", query: "", route: { operation: "generate" } });
    expect(places.find(request("/v1/chat/completions"))).toBe(found);
    expect(places.find(request("/v1/chat/completions", {}, "GET"))?.route.operation).toBe("other");
  });

  test("follows the headers where these say whose path it is", () => {
    const places = new RequestPlaces();
    const of = (headers: Record<string, string>) => places.find(request("/v1/models", headers, "GET"))?.route.format;
    expect(of({ "anthropic-version": "2023-06-01" })).toBe("anthropic-messages");
    expect(of({ authorization: "Bearer x" })).toBe("openai-chat");
    expect(of({ "x-goog-api-key": "x" })).toBe("gemini");
  });

  test("has the query of this very request", () => {
    const places = new RequestPlaces();
    const path = "/v1beta/models/g:generateContent";
    expect(places.find(request(`${path}?key=a`))?.query).toBe("?key=a");
    expect(places.find(request(`${path}?key=b`))?.query).toBe("?key=b");
    expect(places.find(request(path))?.query).toBe("");
  });

  test("is none where the path is no provider's", () => {
    const places = new RequestPlaces();
    expect(places.find(request("/api/v1/exchanges", {}, "GET"))).toBeUndefined();
  });
});
