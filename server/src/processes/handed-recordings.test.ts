import { afterAll, expect, test } from "bun:test";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testLab, user } from "../lab/provider/lab-fixture.ts";
import { handedRecordings, recordingsOfGroup } from "./handed-recordings.ts";

const run = mkdtempSync(join(tmpdir(), "bellwether-handed-"));
afterAll(() => rmSync(run, { recursive: true, force: true }));

test("answers that a test hands over are given by the group's lab as they came, until they are taken back", async () => {
  writeFileSync(join(run, "own.json"), '{"own":true}');
  const handed = handedRecordings({ run }, () => "one");
  const stream = 'event: a\ndata: {"a":1}\n\nevent: b\ndata: {"b":2}\n\n';
  const { id, name } = await handed.keep([
    { status: 200, type: "application/json", answer: '{"port":7311}' },
    { status: 529, type: "text/event-stream", answer: stream },
    { status: 200, type: "application/octet-stream", answer_base64: Buffer.from([0xff, 0]).toString("base64") },
  ]);
  const ask = async (replayed: string) => {
    const { ask } = testLab({ recordings: recordingsOfGroup({ run }, run) });
    return ask("/v1/messages", { model: "m", messages: [user("on")] }, { "x-lab-replay": replayed });
  };
  expect((await ask(`${name}#0`)).text).toBe('{"port":7311}');
  const second = await ask(`${name}#1`);
  expect([second.status, second.headers.get("content-type"), second.text]).toEqual([529, "text/event-stream", stream]);
  expect([...(await ask(`${name}#2`)).bytes]).toEqual([0xff, 0]);
  expect((await ask(`${name}#3`)).status).toBe(404);
  expect((await ask("own.json")).text).toBe('{"own":true}');
  expect((await ask("handed/../../own.json")).status).toBe(400);
  await handed.drop(id);
  expect((await ask(`${name}#0`)).status).toBe(404);
  await handed.keep([{ status: 200, type: "", answer: "" }]);
  // What a test that was killed has left.
  handedRecordings({ run }, () => "two");
  expect(existsSync(join(run, "recordings"))).toBe(false);
});
