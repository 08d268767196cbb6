import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Line } from "../../scenario/line.ts";
import { productProgram } from "./product-program.ts";

const folder = mkdtempSync(join(tmpdir(), "bellwether-program-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SESSION = "0b2f6c1e-52a5-4f0e-9c39-0b1f9f3e5a77";

function program(
  text: string,
  args: readonly string[] = [],
  later?: readonly string[],
  patience = 30_000,
  line = new Line(SESSION, 1_000),
) {
  const file = join(folder, `p${Math.random()}.mjs`);
  writeFileSync(file, text);
  const whole = (rest: readonly string[]): readonly string[] => [process.execPath, file, ...rest];
  return productProgram({
    command: whole(args),
    later: later === undefined ? undefined : whole(later),
    line,
    cwd: folder,
    env: { PATH: process.env["PATH"] },
    patience,
  });
}
const READ =
  'import { createInterface } from "node:readline";\nfor await (const line of createInterface({ input: process.stdin })) {\n  const { turn, at } = JSON.parse(line);\n';

test("a program that stays takes a turn a line, with the time that it is", async () => {
  const product = program(
    `let n = 0;\n${READ}  console.log(JSON.stringify({ text: \`\${++n} \${turn} \${at}\`, called: ["read"] }));\n}\n`,
  );
  expect(await product.turn("one")).toEqual({ kind: "answered", text: "1 one 1000", called: ["read"] });
  expect(await product.turn("two")).toEqual({ kind: "answered", text: "2 two 1000", called: ["read"] });
  await product.restart();
  expect(await product.turn("three")).toEqual({ kind: "answered", text: "1 three 1000", called: ["read"] });
  await product.end();
});

test("a program that is started once a turn has it in its arguments, and what it prints is the answer", async () => {
  const product = program(
    "console.log(process.argv.slice(2).join(' '))",
    ["-p", "{turn}", "{session}"],
    ["again", "{turn}"],
  );
  expect(await product.turn("one $& {session}")).toEqual({
    kind: "answered",
    text: `-p one $& {session} ${SESSION}`,
    called: [],
  });
  expect(await product.turn("two")).toEqual({ kind: "answered", text: "again two", called: [] });
});

test("a part of a session has a name of its own that clients take for one, and the same one whenever it is played", async () => {
  const named = async (part: string): Promise<string> => {
    const line = new Line(SESSION, 1_000).part(part);
    const product = program("console.log(process.argv[3])", ["{turn}", "{session}"], undefined, 30_000, line);
    const reply = await product.turn("one");
    return reply.kind === "answered" ? reply.text : reply.why;
  };
  const extract = await named("extract");
  expect(extract).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect([await named("extract"), await named("write")]).toEqual([extract, expect.not.stringMatching(extract)]);
});

test("what goes wrong with a program is a turn that failed, in its own words", async () => {
  const why = async (product: ReturnType<typeof program>): Promise<string> => {
    const answered = await product.turn("one");
    await product.end();
    return answered.kind === "failed" ? answered.why : "it answered";
  };
  expect(await why(program("console.error('no model'); process.exit(4)"))).toBe("the product ended with 4: no model");
  expect(await why(program(`${READ}  console.log("hello");\n}\n`))).toBe(
    'the product answered with no {"text": …}: hello',
  );
  expect(await why(program(`${READ}  console.log(JSON.stringify({ error: "full" }));\n}\n`))).toBe("full");
  expect(await why(program("console.error('bad key'); process.exit(2)", ["{turn}"]))).toContain(
    "ended with 2: bad key",
  );
  const missing = { line: new Line("s", 1), cwd: folder, env: {}, later: undefined, patience: 1_000 };
  expect(await why(productProgram({ ...missing, command: ["/no/such/program"] }))).toContain("could not be started");
  expect(await why(productProgram({ ...missing, command: ["/no/such/program", "{turn}"] }))).toContain(
    "could not be started",
  );
});

test("a line that nobody asked for is no answer of the next turn, and every sign may stand in one", async () => {
  const product = program(`${READ}  console.log(JSON.stringify({ text: "a\\u2028b" }) + "\\n{}");\n}\n`);
  expect(await product.turn("one")).toMatchObject({ kind: "answered", text: "a\u2028b" });
  while (true) {
    const answered = await product.turn("two");
    if (answered.kind === "answered") continue;
    expect(answered.why).toContain("a line that no turn had asked for: {}");
    break;
  }
  await product.end();
});

test("a program that ends between turns is started again, and one that leaves children behind is over all the same", async () => {
  const product = program(`${READ}  console.log(JSON.stringify({ text: turn }));\n  process.exit(0);\n}\n`);
  expect(await product.turn("one")).toMatchObject({ kind: "answered", text: "one" });
  const again = await product.turn("two");
  expect(["answered", "failed"]).toContain(again.kind);
  await product.end();
  const forking = program(
    'import { spawn } from "node:child_process";\nspawn("sleep", ["60"], { stdio: "inherit" }).unref();\nconsole.log("yes");\nprocess.exit(0);\n',
    ["{turn}"],
  );
  expect(await forking.turn("one")).toMatchObject({ kind: "answered", text: "yes" });
});

test("a program that does not answer is ended", async () => {
  const answered = await program(`${READ}}\n`, [], undefined, 50).turn("one");
  expect(answered).toMatchObject({
    kind: "failed",
    why: "the product took longer than limits.minutes allows for a turn",
  });
});
