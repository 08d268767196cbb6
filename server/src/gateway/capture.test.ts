import { expect, test } from "bun:test";
import { capturedHeaders } from "./capture.ts";
import { queryWithoutCredentials } from "./query-credentials.ts";

test("a captured request holds no credential, by whatever name its product calls it", () => {
  const names = ["x-auth-token", "x-my-api-key", "x-client-secret", "authentication", "x-goog-iam-authorization-token"];
  const kept = capturedHeaders(new Headers(names.map((name): [string, string] => [name, "hunter2"])));
  expect(kept).toEqual(Object.fromEntries(names.map((name) => [name, "(left out)"])));
  expect(capturedHeaders(new Headers({ authorization: "Bearer hunter2", cookie: "sid=hunter2" }))).toEqual({});
  const query = "?alt=sse&key=a&api_key=b&apiKey=c&access_token=d&token=e&sig=f&%6bey=g";
  expect(queryWithoutCredentials(query)).toBe("?alt=sse");
});

test("a captured request keeps what says who made it and what for", () => {
  const headers = {
    "anthropic-beta": "context-management-2025-06-27",
    "user-agent": "agent/1.0",
    "x-agent-id": "a1",
    "x-author": "ana",
    "x-max-tokens": "100",
    "x-monkey": "yes",
  };
  expect(capturedHeaders(new Headers(headers))).toEqual(headers);
});
