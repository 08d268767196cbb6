import { describe, expect, test } from "bun:test";
import { sha256 } from "../../core/digest.ts";
import { testLab } from "./lab-fixture.ts";
import { Ledger, type LedgerEntry } from "./ledger.ts";

describe("the ledger", () => {
  test("has every request that reached the lab, in order, whatever became of it", async () => {
    const { ask, message, chat } = testLab();
    await message({});
    await chat({}, { "x-lab-fault": "status=500" });
    await message({ stream: true }, { "x-lab-fault": "cut-clean=2" }).catch(() => undefined);
    await ask("/", null, {}, "HEAD");
    const { last, entries } = JSON.parse((await ask("/lab/ledger?since=0", null, {}, "GET")).text) as {
      last: number;
      entries: LedgerEntry[];
    };
    expect(last).toBe(4);
    expect(entries.map((entry) => [entry.seq, entry.path, entry.status, entry.outcome])).toEqual([
      [1, "/v1/messages", 200, "whole"],
      [2, "/v1/chat/completions", 500, "whole"],
      [3, "/v1/messages", 200, "cut"],
      [4, "/", 200, "whole"],
    ]);
    const rest = JSON.parse((await ask("/lab/ledger?since=3", null, {}, "GET")).text) as { entries: unknown[] };
    expect(rest.entries).toHaveLength(1);
    expect((await ask("/lab/ledger?since=x", null, {}, "GET")).status).toBe(400);
    await ask("/lab/ledger", null, {}, "DELETE");
    expect(JSON.parse((await ask("/lab/ledger", null, {}, "GET")).text)).toEqual({ last: 4, entries: [] });
  });

  test("knows a body by its digest, and an answer by its bytes", async () => {
    const { lab, clock } = testLab();
    const body = '{"model":"m",  "max_tokens":9,"messages":[{"role":"user","content":"say hi"}]}';
    const response = await lab.handle(new Request("http://lab/v1/messages?beta=true", { method: "POST", body }));
    const text = await response.text();
    expect(lab.ledger.since(0)).toMatchObject([
      {
        time: clock.now(),
        query: "?beta=true",
        body_digest: sha256(body),
        body_bytes: body.length,
        bytes_sent: text.length,
        request_id: response.headers.get("request-id"),
        answer_id: (JSON.parse(text) as { id: string }).id,
        requested_model: "m",
        served_model: "m",
      },
    ]);
  });

  test("never holds a credential, only its kind and a digest that tells it from others", async () => {
    const lines: string[] = [];
    const { message, lab } = testLab({ ledger: { append: (line) => lines.push(line) } });
    const secrets = ["sk-very-secret-1", "sk-very-secret-2"];
    await message({}, { "x-api-key": secrets[0] ?? "", cookie: "session=very-secret" });
    await message({}, { "x-api-key": "", authorization: `Bearer ${secrets[1]}`, "bellwether-key": "very-secret" });
    const [one, two] = lab.ledger.since(0);
    expect(one?.credential?.kind).toBe("x-api-key");
    expect(two?.credential?.kind).toBe("bearer");
    expect(one?.credential?.digest).not.toBe(two?.credential?.digest ?? "");
    expect(two?.header_names).toContain("bellwether-key");
    expect(JSON.stringify(lab.ledger.since(0)) + lines.join()).not.toContain("very-secret");
  });

  test("writes a line when a request arrives and when its answer has ended", async () => {
    const lines: string[] = [];
    const { message } = testLab({ ledger: { append: (line) => lines.push(line) } });
    await message({});
    const entries = lines.map((line) => JSON.parse(line) as LedgerEntry);
    expect(entries.map(({ seq, outcome }) => [seq, outcome])).toEqual([
      [1, "open"],
      [1, "whole"],
    ]);
  });

  test("sees a client go in mid-stream", async () => {
    const { lab } = testLab();
    const body = JSON.stringify({
      model: "m",
      max_tokens: 50,
      stream: true,
      messages: [{ role: "user", content: "hm" }],
    });
    const response = await lab.handle(new Request("http://lab/v1/messages", { method: "POST", body }));
    const reader = response.body?.getReader();
    await reader?.read();
    expect(lab.ledger.since(0)[0]?.outcome).toBe("open");
    await reader?.cancel();
    expect(lab.ledger.since(0)[0]?.outcome).toBe("aborted");
  });

  test("keeps its last entries in memory, and its sequence for ever", () => {
    const ledger = new Ledger(10);
    const arrival = {
      time: 0,
      method: "GET",
      path: "/",
      query: "",
      body_digest: sha256(""),
      body_bytes: 0,
      headers: {},
      header_names: [],
      credential: null,
      request_id: "r",
    };
    for (let count = 0; count < 95; count++) ledger.arrive(arrival);
    expect(ledger.since(0).map((entry) => entry.seq)).toEqual([86, 87, 88, 89, 90, 91, 92, 93, 94, 95]);
    expect(ledger.since(93).map((entry) => entry.seq)).toEqual([94, 95]);
    expect(ledger.since(95)).toEqual([]);
    ledger.clear();
    expect(ledger.arrive(arrival).seq).toBe(96);
    expect(ledger.since(0).map((entry) => entry.seq)).toEqual([96]);
  });

  test("is not for admins: health and the rest leave no entry", async () => {
    const { ask, lab } = testLab();
    expect(JSON.parse((await ask("/lab/healthz", null, {}, "GET")).text)).toEqual({ status: "ok", lab: true, last: 0 });
    expect((await ask("/lab/elsewhere", null, {}, "GET")).status).toBe(404);
    expect(lab.ledger.last).toBe(0);
  });
});
