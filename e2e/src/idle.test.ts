import { expect, test } from "bun:test";
import { Deployment, eventually, LONG } from "./harness.ts";

/** Twice as long as the runtime lets a connection be idle that nothing is said of. */
const QUIET_MS = 20_000;

test.skipIf(!LONG)(
  "[long] nothing that is kept open is lost while nothing happens",
  async () => {
    const deployment = await Deployment.start({
      contracts: { open: "bellwether: 1\nsurface: open\nversion: 1.0.0\nmode: observe\n" },
      config: "listen: { workers: 2 }\n",
    });
    try {
      const tail = await deployment.api("/api/v1/tail?synthetic=true");
      const lines = (tail.body ?? new Blob([]).stream()).pipeThrough(new TextDecoderStream()).getReader();
      expect((await lines.read()).value).toBe("\n");
      await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
      // Gateways that had lost the stream of snapshots would say so, and hear of a new key late.
      const key = await deployment.key();
      const response = await eventually(
        async () => {
          const answer = await fetch(`${deployment.url}/v1/messages`, {
            method: "POST",
            headers: { "x-api-key": key, "anthropic-version": "2023-06-01" },
            body: '{"model":"claude-opus-4-6","max_tokens":16,"messages":[{"role":"user","content":"say hi"}]}',
          });
          await answer.text();
          return answer.status === 401 ? undefined : answer;
        },
        2_000,
        () => "the key is not known",
      );
      const exchange = response.headers.get("bellwether-exchange") ?? "";
      expect([response.status, (await lines.read()).value]).toEqual([200, expect.stringContaining(exchange)]);
      expect(deployment.log).not.toMatch(/control is (away|back)|is started again|timed out/);
      await lines.cancel();
    } finally {
      await deployment.stop();
    }
  },
  60_000,
);
