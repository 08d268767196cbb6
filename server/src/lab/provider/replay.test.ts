import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { recordingsFolder as recordedTraffic, recordingsIn } from "../../wire/golden/recordings.ts";
import { testLab } from "./lab-fixture.ts";
import { recordingsFolder } from "./recordings-folder.ts";

const FILES: Readonly<Record<string, string>> = {
  "a/one.chunks.txt": '{"type":"message_start"}\n{"type":"message_stop"}\n',
  "a/two.chunks.txt": '{"object":"chat.completion.chunk"}\n',
  "body.json": '{ "odd":  "spacing" }',
  "tape.yaml": [
    "interactions:",
    '- response: {status: {code: 200}, headers: {Content-Type: [text/event-stream]}, body: {string: "data: 1\\n\\ndata: 2\\r\\n\\r\\nrest"}}',
    "- response: {status: {code: 429}, headers: {content-type: [application/json]}, parsed_body: {error: busy}}",
    "- response: {status: {code: 204}}",
  ].join("\n"),
};

const memory = {
  read: (path: string) =>
    Promise.resolve(FILES[path] === undefined ? undefined : new TextEncoder().encode(FILES[path])),
};

describe("a recording", () => {
  const { ask } = testLab({ recordings: memory });
  const play = (name: string, fault?: string) =>
    ask("/v1/messages", {}, { "x-lab-replay": name, ...(fault === undefined ? {} : { "x-lab-fault": fault }) });

  test("is played back with the framing of its format", async () => {
    const one = await play("a/one.chunks.txt");
    expect(one.text).toBe(
      'event: message_start\ndata: {"type":"message_start"}\n\nevent: message_stop\ndata: {"type":"message_stop"}\n\n',
    );
    expect(one.headers.get("content-type")).toContain("text/event-stream");
    expect((await play("a/two.chunks.txt")).text).toBe('data: {"object":"chat.completion.chunk"}\n\ndata: [DONE]\n\n');
    expect((await play("body.json")).text).toBe('{ "odd":  "spacing" }');
  });

  test("of a cassette is one of its interactions", async () => {
    expect((await play("tape.yaml")).text).toBe("data: 1\n\ndata: 2\r\n\r\nrest");
    expect(await play("tape.yaml#1")).toMatchObject({ status: 429, text: '{"error":"busy"}' });
    expect((await play("tape.yaml#2")).status).toBe(404);
    expect((await play("tape.yaml#3")).status).toBe(404);
  });

  test("has faults as any answer has", async () => {
    expect((await play("a/one.chunks.txt", "cut-clean=1")).text).toBe(
      'event: message_start\ndata: {"type":"message_start"}\n\n',
    );
  });

  test("is never looked for outside its folder", async () => {
    const tricks = [
      "../x.json",
      "a/../../x.json",
      "/etc/x.json",
      "a//x.json",
      "./x.json",
      "a\\x.json",
      "%2e%2e/x.json",
      "x.txt",
      "",
      "a/b.json\u0000.json",
      "file:x.json",
      "body.json#-1",
      "..#0",
    ];
    for (const trick of tricks) {
      const headers = new Headers();
      try {
        headers.set("x-lab-replay", trick);
      } catch {
        // What no header can hold cannot be asked for.
        expect(trick).toContain("\u0000");
        continue;
      }
      expect((await play(trick)).status, trick).toBe(400);
    }
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom("..", ".", "a", "/", "x.json"), { maxLength: 6 }), async (parts) => {
        const read: string[] = [];
        const lab = testLab({ recordings: { read: (path) => (read.push(path), Promise.resolve(undefined)) } });
        await lab.ask("/v1/messages", {}, { "x-lab-replay": parts.join("/") });
        for (const path of read) expect(path.split("/")).not.toContain("..");
      }),
    );
  });

  test("that is not there, or without a folder, is not found", async () => {
    expect((await play("a/three.json")).status).toBe(404);
    expect((await testLab().ask("/v1/messages", {}, { "x-lab-replay": "body.json" })).status).toBe(404);
  });
});

test("a folder gives its files, and none that a link leads out to", async () => {
  const outside = mkdtempSync(join(tmpdir(), "lab-outside-"));
  const inside = mkdtempSync(join(tmpdir(), "lab-inside-"));
  writeFileSync(join(outside, "secret.json"), "{}");
  writeFileSync(join(inside, "own.json"), "{}");
  symlinkSync(join(outside, "secret.json"), join(inside, "link.json"));
  symlinkSync(outside, join(inside, "folder"));
  const folder = recordingsFolder(inside);
  expect(await folder.read("own.json")).toEqual(new TextEncoder().encode("{}"));
  for (const path of ["link.json", "folder/secret.json", "none.json", "folder"]) {
    expect(await folder.read(path), path).toBeUndefined();
  }
});

const traffic = recordedTraffic();
describe.skipIf(traffic === undefined)("recorded traffic", () => {
  test("comes back byte for byte", async () => {
    const folder = traffic ?? "";
    const { ask } = testLab({ recordings: recordingsFolder(folder) });
    const recordings = recordingsIn(folder);
    expect(recordings.length).toBeGreaterThan(300);
    for (const { name, bytes, status } of recordings) {
      const played = await ask("/v1/messages", {}, { "x-lab-replay": name });
      expect(played.status, name).toBe(status);
      expect(Buffer.from(played.bytes).equals(bytes), name).toBe(true);
    }
  }, 60_000);
});
