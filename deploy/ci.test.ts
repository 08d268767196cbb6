import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";

/*
 * The steps are run as they stand, in a repository with a branch and an origin, before hosts of
 * this test's own that keep comments as GitHub and GitLab do.
 */
const BELLWETHER = `${process.execPath} ${join(import.meta.dirname, "..", "server", "src", "main.ts")}`;

interface Step {
  readonly name: string;
  readonly id?: string;
  readonly if?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly run: string;
}
const action = parse(readFileSync(join(import.meta.dirname, "ci", "github", "action.yml"), "utf8")) as {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  readonly runs: { readonly steps: readonly Step[] };
};
const template = parse(readFileSync(join(import.meta.dirname, "ci", "gitlab.yml"), "utf8")) as {
  readonly "contract-diff": {
    readonly script: readonly string[];
    readonly variables: Readonly<Record<string, string>>;
    readonly artifacts: { readonly reports: { readonly codequality: string } };
  };
};

interface Comment {
  readonly id: number;
  body: string;
}
let comments: Comment[] = [];
let calls: string[] = [];
let host: ReturnType<typeof Bun.serve>;
let folder = "";
let work = "";

const git = (cwd: string, ...args: readonly string[]): string =>
  execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false", ...args], {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
const contract = (version: string, effort: string): string =>
  `bellwether: 1\nsurface: helper\nversion: ${version}\nmode: verify\nreasoning: { effort: ${effort} }\n`;

beforeAll(() => {
  host = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    idleTimeout: 0,
    async fetch(request) {
      const { pathname } = new URL(request.url);
      const token = request.headers.get("authorization") ?? request.headers.get("private-token") ?? "";
      if (!token.endsWith("secret")) return Response.json({ message: "Bad credentials" }, { status: 401 });
      calls.push(`${request.method} ${pathname}`);
      if (request.method === "GET") return Response.json(comments);
      const { body } = (await request.json()) as { body: string };
      if (request.method === "POST") comments.push({ id: comments.length + 7, body });
      else for (const one of comments) if (pathname.endsWith(`/${one.id}`)) one.body = body;
      return Response.json({});
    },
  });
});
afterAll(async () => {
  await host.stop(true);
});
beforeEach(() => {
  comments = [{ id: 1, body: "Looks good to me." }];
  calls = [];
  folder = mkdtempSync(join(tmpdir(), "bellwether-ci-"));
  const origin = join(folder, "origin");
  work = join(folder, "work");
  mkdirSync(join(origin, "contracts"), { recursive: true });
  git(origin, "init", "--quiet", "--initial-branch", "main");
  writeFileSync(join(origin, "contracts", "helper.yaml"), contract("1.0.0", "high"));
  git(origin, "add", ".");
  git(origin, "commit", "--quiet", "-m", "first");
  git(folder, "clone", "--quiet", "--depth=1", `file://${origin}`, "work");
  git(work, "checkout", "--quiet", "-b", "change");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

// Not spawnSync: the host that the script speaks to is in this process.
async function bash(script: string, env: Readonly<Record<string, string>>): Promise<{ code: number; out: string }> {
  const child = Bun.spawn(["bash", "-eo", "pipefail", "-c", script], {
    cwd: work,
    env: { PATH: process.env["PATH"] ?? "", HOME: folder, NO_COLOR: "1", ...env },
    stdout: "pipe",
    stderr: "pipe",
  });
  const texts = Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  return { code: await child.exited, out: (await texts).join("") };
}

/** Runs the action's steps as a runner does for a pull request; ends with the first that fails. */
async function runAction(
  inputs: Readonly<Record<string, string>> = {},
): Promise<{ code: number; out: string; summary: string }> {
  const output = join(folder, "output");
  const summary = join(folder, "summary.md");
  writeFileSync(output, "");
  writeFileSync(summary, "");
  const values: Record<string, string> = { "github.base_ref": "main", "github.token": "secret" };
  for (const [name, { default: otherwise }] of Object.entries(action.inputs))
    values[`inputs.${name}`] = inputs[name] ?? (name === "bellwether" ? BELLWETHER : otherwise);
  const filled = (text: string): string =>
    text.replace(/\$\{\{ (.*?) \}\}/g, (_, expression: string) => {
      const outputs = Object.fromEntries(
        readFileSync(output, "utf8")
          .split("\n")
          .filter((line) => line !== "")
          .map((line) => line.split("=") as [string, string])
          .map(([name, value]) => [`steps.diff.outputs.${name}`, value]),
      );
      const known = { ...values, ...outputs } as Record<string, string>;
      return (
        expression
          .split(" || ")
          .map((name) => known[name] ?? "")
          .find((value) => value !== "") ?? ""
      );
    });
  let out = "";
  for (const step of action.runs.steps) {
    if (step.if?.includes("inputs.comment") === true && values["inputs.comment"] !== "true") continue;
    const own = Object.fromEntries(Object.entries(step.env ?? {}).map(([name, value]) => [name, filled(value)]));
    const result = await bash(filled(step.run), {
      GITHUB_ACTIONS: "true",
      GITHUB_API_URL: `http://127.0.0.1:${host.port}`,
      GITHUB_REPOSITORY: "acme/product",
      GITHUB_REF: "refs/pull/12/merge",
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: summary,
      RUNNER_TEMP: folder,
      ...own,
    });
    out += result.out;
    if (result.code !== 0)
      return { code: result.code, out: `${out}\n(${step.name})`, summary: readFileSync(summary, "utf8") };
  }
  return { code: 0, out, summary: readFileSync(summary, "utf8") };
}

describe("the GitHub Action", () => {
  test("annotates and comments what breaks, fails with its last step, and renews its comment", async () => {
    writeFileSync(join(work, "contracts", "helper.yaml"), contract("2.0.0", "low"));
    const first = await runAction();
    expect([first.code, first.out]).toEqual([1, expect.stringContaining("(Give the verdict)")]);
    expect(first.out).toContain("::error file=contracts/helper.yaml,line=5");
    expect(first.summary).toContain("REASONING\\_EFFORT\\_LOWERED".replaceAll("\\", ""));
    expect(calls).toEqual([
      "GET /repos/acme/product/issues/12/comments",
      "POST /repos/acme/product/issues/12/comments",
    ]);
    expect(comments[1]?.body).toStartWith("<!-- bellwether contract diff -->\n## Contract diff: fails");

    writeFileSync(join(work, "contracts", "helper.yaml"), contract("1.1.0", "high"));
    calls = [];
    expect((await runAction()).code).toBe(0);
    expect(calls.at(-1)).toBe("PATCH /repos/acme/product/issues/comments/8");
    expect(comments.length).toBe(2);
    expect(comments[1]?.body).toContain("## Contract diff: passes");
  }, 60_000);

  test("takes a repository's first contracts for new, and not for broken", async () => {
    git(join(folder, "origin"), "rm", "--quiet", "-r", "contracts");
    git(join(folder, "origin"), "commit", "--quiet", "-m", "none");
    expect((await runAction()).code).toBe(0);
    expect(comments[1]?.body).toContain("SURFACE_ADDED");
  }, 60_000);

  test("ends at once with 3 where a contract cannot be read, and leaves the comment as it was", async () => {
    writeFileSync(join(work, "contracts", "helper.yaml"), "bellwether: 1\nsurface: helper\n");
    expect(await runAction()).toMatchObject({
      code: 3,
      out: expect.stringContaining("(Compare the contracts)") as string,
    });
    expect(comments.length).toBe(1);
  }, 60_000);

  test("comments only where it is asked to, and fails only as far", async () => {
    writeFileSync(join(work, "contracts", "helper.yaml"), contract("2.0.0", "low"));
    expect((await runAction({ comment: "false", "fail-on": "never" })).code).toBe(0);
    expect(calls).toEqual([]);
  }, 60_000);
});

describe("the GitLab template", () => {
  const { script, variables, artifacts } = template["contract-diff"];
  const runJob = (env: Readonly<Record<string, string>> = {}): Promise<{ code: number; out: string }> =>
    bash(script.join("\n"), {
      ...variables,
      BELLWETHER,
      GITLAB_CI: "true",
      CI_API_V4_URL: `http://127.0.0.1:${host.port}/api/v4`,
      CI_PROJECT_ID: "5",
      CI_MERGE_REQUEST_IID: "12",
      CI_MERGE_REQUEST_TARGET_BRANCH_NAME: "main",
      ...env,
    });

  test("writes code quality, notes what breaks, renews the note, and fails in the end", async () => {
    writeFileSync(join(work, "contracts", "helper.yaml"), contract("2.0.0", "low"));
    expect((await runJob({ BELLWETHER_GITLAB_TOKEN: "secret" })).code).toBe(1);
    const [first] = JSON.parse(readFileSync(join(work, artifacts.reports.codequality), "utf8")) as {
      check_name: string;
      location: { path: string };
    }[];
    expect(first).toMatchObject({
      check_name: "REASONING_EFFORT_LOWERED",
      location: { path: "contracts/helper.yaml" },
    });
    expect(calls.at(-1)).toBe("POST /api/v4/projects/5/merge_requests/12/notes");
    writeFileSync(join(work, "contracts", "helper.yaml"), contract("1.0.1", "high"));
    expect((await runJob({ BELLWETHER_GITLAB_TOKEN: "secret" })).code).toBe(0);
    expect(calls.at(-1)).toBe("PUT /api/v4/projects/5/merge_requests/12/notes/8");
    expect(existsSync(join(work, "contract-diff.md"))).toBe(true);
  }, 60_000);

  test("passes without a token, and says what is wrong with one that does not hold", async () => {
    expect((await runJob()).code).toBe(0);
    expect(calls).toEqual([]);
    const refused = await runJob({ BELLWETHER_GITLAB_TOKEN: "wrong" });
    expect([refused.code, refused.out]).toEqual([3, expect.stringContaining("with 401")]);
  }, 60_000);
});
