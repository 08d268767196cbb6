import { describe, expect, test } from "bun:test";
import { sha256 } from "../../core/digest.ts";
import { type Body, play, type PlayOptions, type Program, type Provider, refuses, says } from "../fixtures/play.ts";

const said = ({ messages }: Body): string => String((messages as readonly { content: unknown }[])[0]?.content);
/** A model that says again what stands behind the colon. */
const echo: Provider = (body) => says(`${said(body).split(": ").slice(1).join(": ")}!`);
const CHAIN = `  - pipeline:
      input: the port is 7311
      stages:
        - { stage: extract, ask: "Extract: {input}" }
        - { stage: write, ask: "Write: {input}" }
        - { stage: review, ask: "Review: {input}" }
`;
const chain = (provider: Provider, options: PlayOptions = {}, steps = CHAIN) =>
  play(steps, provider, { programs: { as_it_is: (input) => input }, ...options });

describe("a chain of stages", () => {
  test("gives each what the one before put out, in a session of its own, with the digests of both", async () => {
    const run = await chain(echo);
    expect([run.verdict, run.why]).toEqual(["pass", undefined]);
    expect(run.bodies.map(said)).toEqual([
      "Extract: the port is 7311",
      "Write: the port is 7311!",
      "Review: the port is 7311!!",
    ]);
    expect(run.sent.map((headers) => headers["bellwether-session"])).toEqual(["s~extract", "s~write", "s~review"]);
    expect(run.turns.map(({ by, digests }) => [by, digests])).toEqual([
      ["stage extract", { input: sha256("the port is 7311"), output: sha256("the port is 7311!") }],
      ["stage write", { input: sha256("the port is 7311!"), output: sha256("the port is 7311!!") }],
      ["stage review", { input: sha256("the port is 7311!!"), output: sha256("the port is 7311!!!") }],
    ]);
  });

  test("is stopped before the stage whose input was changed on the way, with what was expected and what came", async () => {
    const relayed = `${CHAIN}      relay: [relay, there]\n`;
    expect((await chain(echo, { programs: { relay: (text) => text } }, relayed)).verdict).toBe("pass");
    const changed = await chain(echo, { programs: { relay: (text) => text.replace("7311!!", "7312!!") } }, relayed);
    expect(changed.why).toBe(
      `stage review: what it is given is not what write put out: ${sha256("the port is 7311!!")} is expected, and ${sha256("the port is 7312!!")} came: at character 16, " port is 7311!!" became " port is 7312!!"`,
    );
    expect([changed.verdict, changed.bodies.length]).toEqual(["fail", 2]);
    const lost = await chain(echo, {}, relayed);
    expect(lost.why).toBe("stage write: the relay brought nothing of extract's: relay could not be started");
  });

  test("is stopped at a stage that asks about something else than it was given", async () => {
    const steps = CHAIN.replace('ask: "Write: {input}"', "command: [writer]");
    const writer = (program: Program) => chain(echo, { programs: { writer: program } }, steps);
    expect((await writer((input, ask) => ask(`Write: ${input}`))).verdict).toBe("pass");
    const squeezed = await writer((input, ask) => ask(`Write: ${input.replace("is 7311", "7311")}`));
    expect(squeezed.why).toBe(
      `stage write: what it asked is not what extract put out: ${sha256("the port is 7311!")} is expected in the request of e2, and ${sha256("the port 7311!")} came: at character 10, "the port is 7311!" became "the port 7311!"`,
    );
    expect([squeezed.verdict, squeezed.bodies.length]).toEqual(["fail", 2]);
    const meant = steps.replace("command: [writer]", "command: [writer], carries: changed");
    const asked = { writer: ((_input, ask) => ask("Write: something else")) satisfies Program };
    expect((await chain(echo, { programs: asked }, meant)).verdict).toBe("pass");
    // A program that asks nobody has nothing on record of what it did with its input.
    const alone = await writer((input) => input);
    expect(alone.why).toBe("stage write: it put something out and asked nobody: no exchange is its own");
  });

  test("is stopped where the gateway received or gave something else than its client sent or got", async () => {
    const rows = { e2: { request_digest: "sha256:other" } };
    expect((await chain(echo, { rows })).why).toMatch(
      /^stage write: e2 was asked with sha256:\w{64}, and the gateway received sha256:other$/,
    );
    const answered = { e2: { response_digest: "sha256:other" } };
    expect((await chain(echo, { rows: answered })).why).toMatch(
      /^stage write: e2 was answered with sha256:other, and sha256:\w{64} came$/,
    );
    const noRecords = await play(CHAIN, echo);
    expect(noRecords).toMatchObject({
      verdict: "error",
      why: expect.stringContaining("the record of e1 did not come whole"),
    });
  });

  test("goes on where a stage tried again, what the gateway refused itself included", async () => {
    const once: Provider = (body, headers, times) => (times === 1 ? refuses(503) : echo(body, headers, times));
    const run = await chain(once, { rows: { e1: { response_digest: "" } } }, `  - fault: delay=9\n${CHAIN}`);
    expect([run.verdict, run.why]).toEqual(["pass", undefined]);
    expect(run.turns[0]?.exchanges).toEqual(["e1", "e2"]);
    // A fault is for the first request of the chain.
    expect(run.sent.map((headers) => headers["x-lab-fault"])).toEqual(["delay=9", undefined, undefined, undefined]);
    const unread = await chain(echo, { rows: { e1: { response_digest: "" } } });
    expect(unread.why).toContain("the record of e1 did not come whole");
  });

  test("fails with the stage that is not answered, and cannot be played where nobody answers", async () => {
    const until =
      (n: number, status: number): Provider =>
      (body, headers, times) =>
        times < n ? echo(body, headers, times) : refuses(status);
    expect((await chain(until(2, 400))).why).toBe("stage write: the request was answered with 400: not now");
    expect((await chain(until(3, 529))).verdict).toBe("error");
  });
});
