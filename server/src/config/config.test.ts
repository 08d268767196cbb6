import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type Config, type Overrides, parseConfig } from "./config.ts";
import { coverSecrets, readSecret, type SecretSources } from "./secret.ts";
import { parseDuration, parseSize } from "./units.ts";

const HOUR = 3_600_000;
const sources = (env: Record<string, string> = {}, files: Record<string, string> = {}): SecretSources => ({
  env: (name) => env[name],
  file: (path) => files[path],
});
const parse = (text: string, overrides: Overrides = {}, env: Record<string, string> = {}) =>
  parseConfig("/etc/bw/bellwether.config.yaml", text, "/srv", overrides, sources(env));
const config = (text: string, overrides: Overrides = {}, env: Record<string, string> = {}): Config => {
  const result = parse(text, overrides, env);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.config;
};
const problemsOf = (text: string, overrides: Overrides = {}) => {
  const result = parse(text, overrides);
  return result.ok ? [] : result.problems;
};

describe("units", () => {
  test("are read as milliseconds and bytes", () => {
    expect(["250ms", "10s", "5m", "24h", "90d", "0.5s", " 1 h "].map(parseDuration)).toEqual([
      250,
      10_000,
      300_000,
      24 * HOUR,
      90 * 24 * HOUR,
      500,
      HOUR,
    ]);
    expect(["1B", "64KiB", "32MiB", "10GiB", "64KB", "1TiB"].map(parseSize)).toEqual([
      1,
      65_536,
      32 * 1024 ** 2,
      10 * 1024 ** 3,
      64_000,
      1024 ** 4,
    ]);
  });

  test("are nothing else, whatever names objects have by themselves", () => {
    for (const text of ["", "10", "s", "-1s", "1e3s", "10 parsecs", "1constructor", "1toString", "1valueOf", "NaNs"])
      expect([parseDuration(text), parseSize(text)]).toEqual([undefined, undefined]);
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parseDuration(text) ?? 0).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe("a configuration", () => {
  test("is whole without a file: every key has a default, and providers without a key are the lab", () => {
    const result = parseConfig(undefined, "", "/srv", {}, sources());
    if (!result.ok) throw new Error("there is a problem");
    expect(result.config).toMatchObject({
      listen: { host: "127.0.0.1", port: 4141, workers: 1 },
      data: "/srv/.bellwether",
      contracts: ["/srv/contracts/*.yaml"],
      stores: { exchanges: "chdb", control: "sqlite" },
      limits: { body: 32 * 1024 ** 2, upstream_timeout: 600_000, spool: 10 * 1024 ** 3 },
      unknown_paths: "refuse",
      needsLab: true,
      file: undefined,
      root: "/srv",
    });
    expect(result.config.upstreams.map(({ name, baseUrl, key, lab }) => [name, baseUrl, key, lab])).toEqual([
      ["anthropic", "http://127.0.0.1:4142", "none", true],
      ["openai", "http://127.0.0.1:4142/v1", "none", true],
      ["gemini", "http://127.0.0.1:4142", "none", true],
      ["bedrock", "http://127.0.0.1:4142", "none", true],
    ]);
  });

  test("speaks to a provider whose key is set, by the key's name and not its value", () => {
    const { upstreams, needsLab } = config("", {}, { ANTHROPIC_API_KEY: "very-private" });
    expect(upstreams[0]).toMatchObject({
      baseUrl: "https://api.anthropic.com",
      key: "env:ANTHROPIC_API_KEY",
      lab: false,
    });
    expect(needsLab).toBe(true);
    const both = config("", {}, { ANTHROPIC_API_KEY: "a", OPENAI_API_KEY: "b" });
    expect(both.needsLab).toBe(false);
    expect(JSON.stringify(upstreams)).not.toContain("very-private");
  });

  test("has Google's own upstream where its key is set or where it is named, and the lab for it only where no key is", () => {
    const GOOGLE = "https://generativelanguage.googleapis.com";
    const kinds = (env: Record<string, string>) => config("", {}, env).upstreams.map(({ kind }) => kind);
    expect(kinds({})).toEqual(["anthropic", "openai", "gemini", "bedrock"]);
    expect(kinds({ OPENAI_API_KEY: "very-private" })).toEqual(["anthropic", "openai"]);
    expect(kinds({ GEMINI_API_KEY: "very-private" })).toEqual(["anthropic", "openai", "gemini"]);
    const own = { kind: "gemini", baseUrl: GOOGLE, key: "env:GEMINI_API_KEY", lab: false } as const;
    expect(config("", {}, { GEMINI_API_KEY: "very-private" }).upstreams[2]).toMatchObject(own);
    expect(config("upstreams: { gemini: {} }\n").upstreams[0]).toMatchObject(own);
    expect(config("upstreams: { gemini: { key: passthrough } }\n").upstreams[0]?.key).toBe("passthrough");
    const proxy = config("upstreams: { proxy: { kind: gemini, base_url: 'http://x' } }\n").upstreams[0];
    expect(proxy).toMatchObject({ kind: "gemini", baseUrl: "http://x", key: "passthrough" });
  });

  test("has Bedrock of a region where its key and the region are set, and of the one that it is named with", () => {
    const address = "https://bedrock-runtime.eu-central-1.amazonaws.com";
    const env = { AWS_BEARER_TOKEN_BEDROCK: "very-private", AWS_REGION: "eu-central-1" };
    const own = { name: "bedrock", kind: "bedrock", baseUrl: address, key: "env:AWS_BEARER_TOKEN_BEDROCK", lab: false };
    expect(config("", {}, env).upstreams.find(({ kind }) => kind === "bedrock")).toMatchObject(own);
    expect(config("", {}, { ...env, AWS_REGION: "" }).upstreams.at(-1)).toMatchObject({ kind: "bedrock", lab: true });
    const named = config("upstreams: { bedrock: { region: eu-central-1 } }\n").upstreams[0];
    expect(named).toMatchObject({ kind: "bedrock", baseUrl: address, key: "passthrough", region: "eu-central-1" });
    const aws = "{ access_key_id: env:A, secret_access_key: file:secret, session_token: env:T }";
    const signed = config(`upstreams: { b: { kind: bedrock, region: eu-central-1, aws: ${aws} } }\n`).upstreams[0];
    expect(signed).toMatchObject({
      key: "none",
      aws: { accessKeyId: "env:A", secretAccessKey: "file:/etc/bw/secret", sessionToken: "env:T" },
    });
  });

  test("says what an upstream of Bedrock's lacks, and what belongs to one alone", () => {
    const aws = "aws: { access_key_id: env:A, secret_access_key: env:S }";
    const said = (upstream: string): string =>
      problemsOf(`upstreams:\n  bedrock: { ${upstream} }\n`)
        .map(({ message }) => message)
        .join("; ");
    expect(said("")).toContain("region is missing: it says where Bedrock answers");
    expect(said(`base_url: 'http://x', ${aws}`)).toContain("region is missing: requests are signed for it");
    expect(said("region: 'evil.example/'")).toContain('"evil.example/" is no region of AWS');
    expect(said(`region: us-east-1, key: none, ${aws}`)).toContain("either a key of Bedrock's own");
    expect(said(`kind: openai, base_url: 'http://x', ${aws}`)).toContain(
      "only requests to an upstream of kind bedrock",
    );
    expect(said("region: us-east-1, aws: { access_key_id: AKIA }")).toContain("must be env:NAME or file:PATH");
    expect(said(`base_url: 'http://x'`)).toBe("");
  });

  test("starts no lab for upstreams that it names itself", () => {
    const named = config("upstreams:\n  anthropic: { base_url: 'http://127.0.0.1:9', lab: true, key: none }\n");
    expect([named.needsLab, named.upstreams[0]?.lab]).toEqual([false, true]);
  });

  test("is overridden by the environment and the command line, paths from where each was written", () => {
    const overridden = config("data: ./here\nlisten: { port: 1 }\n", {
      port: { by: "--port", text: "8080" },
      data: "there",
      host: "0.0.0.0",
    });
    expect(overridden.listen).toMatchObject({ port: 8080, host: "0.0.0.0" });
    expect(overridden.data).toBe("/srv/there");
    expect(config("data: ./here\n").data).toBe("/etc/bw/here");
    expect(config("", { labPort: { by: "BELLWETHER_LAB_PORT", text: "5000" } }).upstreams[0]?.baseUrl).toBe(
      "http://127.0.0.1:5000",
    );
  });

  test("tells anybody of changes unless it says otherwise, and a webhook where it names one", () => {
    expect(config("").notices).toEqual({ public: true });
    const text =
      "notices: { public: false, base_url: 'https://x.example/', webhook: { url: 'https://y.example/h?a=b', secret: file:hook } }";
    expect(config(text).notices).toEqual({
      public: false,
      base_url: "https://x.example",
      webhook: { url: "https://y.example/h?a=b", secret: "file:/etc/bw/hook" },
    });
    expect(config("notices: { webhook: { url: env:HOOK, secret: env:S } }").notices.webhook?.url).toBe("env:HOOK");
    for (const webhook of [
      "{ url: ftp://x, secret: env:S }",
      "{ url: 'https://a:b@x', secret: env:S }",
      "{ url: 'https://x' }",
    ])
      expect(problemsOf(`notices: { webhook: ${webhook} }`).length).toBe(1);
    expect(JSON.stringify(problemsOf("notices: { webhook: { url: 'https://x', secret: hunter2 } }"))).not.toContain(
      "hunter2",
    );
  });

  test("drops slashes at the end of addresses", () => {
    const { upstreams } = config("upstreams:\n  local: { kind: openai, base_url: 'http://127.0.0.1:8000/v1//' }\n");
    expect(upstreams[0]).toMatchObject({ baseUrl: "http://127.0.0.1:8000/v1", key: "passthrough", kind: "openai" });
  });
});

describe("a mistake in a configuration", () => {
  const cases: readonly [text: string, line: number, path: string, words: RegExp][] = [
    ["listen: { prot: 1 }\n", 1, "listen.prot", /port/],
    ["data: x\nlistne: {}\n", 2, "listne", /listen/],
    ["listen:\n  port: 70000\n", 2, "listen.port", /65535/],
    ["limits: { body: 32 }\n", 1, "limits.body", /./],
    ["limits: { body: 32Mb }\n", 1, "limits.body", /64KiB/],
    ["retention:\n  exchanges: soon\n", 2, "retention.exchanges", /90d/],
    ["unknown_paths: allow\n", 1, "unknown_paths", /pass_and_record/],
    ["stores: { control: postgres }\n", 1, "stores.control", /sqlite.*postgres:\/\/user@host\/database.*env:NAME/],
    ["stores: { control: 'postgres://u@h/d?password=p' }\n", 1, "stores.control", /without its password/],
    ["upstreams:\n  local: { base_url: 'http://x' }\n", 2, "upstreams.local", /kind: openai/],
    ["upstreams:\n  constructor: { base_url: 'http://x' }\n", 2, "upstreams.constructor", /kind: openai/],
    ["upstreams:\n  openai: { key: none }\n", 2, "upstreams.openai", /base_url is missing/],
    ["upstreams:\n  proxy: { kind: gemini }\n", 2, "upstreams.proxy", /base_url is missing/],
    ["upstreams:\n  openai: { base_url: 'ftp://x' }\n", 2, "upstreams.openai.base_url", /https?:/],
    ["upstreams:\n  openai: { base_url: 'http://x?a=1' }\n", 2, "upstreams.openai.base_url", /query/],
    ["upstreams:\n  Local: { kind: openai, base_url: 'http://x' }\n", 2, "upstreams.Local", /lower-case/],
    ["listen: [\n", 2, "", /./],
    ["- a\n", 1, "", /./],
  ];

  test("is told with its file, line, key and what would be right", () => {
    for (const [text, line, path, words] of cases) {
      const [problem] = problemsOf(text);
      expect([text, problem?.file, problem?.line, problem?.path]).toEqual([
        text,
        "/etc/bw/bellwether.config.yaml",
        line,
        path,
      ]);
      expect(problem?.column).toBeGreaterThan(0);
      expect(`${problem?.message} ${problem?.hint}`).toMatch(words);
    }
  });

  test("of the environment names the variable, of the command line the flag", () => {
    for (const text of ["http", "-1", "65536", "123456", "1.5"]) {
      for (const [by, file] of [
        ["BELLWETHER_PORT", "(environment)"],
        ["--port", "(command line)"],
      ] as const) {
        const [problem] = problemsOf("", { port: { by, text } });
        expect([problem?.file, problem?.path]).toEqual([file, by]);
      }
    }
  });

  test("never repeats a secret that was written where its name belongs", () => {
    for (const text of [
      "upstreams: { openai: { base_url: 'https://x', key: sk-very-private } }\n",
      "upstreams: { openai: { base_url: 'https://me:sk-very-private@x' } }\n",
      "stores: { exchanges: 'http://u:sk-very-private@h:8123/?a=b' }\n",
      "stores: { control: 'postgres://u:sk-very-private@h:5432/db' }\n",
    ]) {
      const problems = problemsOf(text);
      expect(problems.length).toBeGreaterThan(0);
      expect(JSON.stringify(problems.map(({ message, hint }) => [message, hint]))).not.toContain("very-private");
    }
  });
});

describe("a configuration that is shown", () => {
  test("has what may be a secret covered, and nothing moved", () => {
    const text = [
      "upstreams:",
      "  a: { base_url: 'https://me:private@x', key: private }",
      '  b: { base_url: https://x/v1, key: env:NAME, "key": "private" }',
      "stores: { exchanges: chdb, control: 'postgres://me:private@h:5432/db?sslmode=require' }",
      "stores: { control: 'postgres://me@h:5432/db?sslmode=require' }",
    ].join("\n");
    const shown = coverSecrets(text);
    expect(shown).not.toContain("private");
    expect(shown.length).toBe(text.length);
    expect(shown).toContain("base_url: https://x/v1, key: env:NAME");
    expect(shown).toContain("exchanges: chdb");
    expect(shown).toContain("control: 'postgres://me@h:5432/db?sslmode=require' }");
  });
});

describe("a secret", () => {
  test("is read anew each time, without the line end of its file", () => {
    const files: Record<string, string> = { "/run/key": "one\n" };
    const from = sources({ NAME: " two " }, files);
    expect(readSecret("file:/run/key", from)).toBe("one");
    files["/run/key"] = "three";
    expect([readSecret("file:/run/key", from), readSecret("env:NAME", from)]).toEqual(["three", "two"]);
  });

  test("that is missing or empty is told by its name", () => {
    expect(() => readSecret("env:NAME", sources())).toThrow(/NAME is not set/);
    expect(() => readSecret("file:/a:b", sources({}, { "/a:b": " \n" }))).toThrow(/\/a:b is missing or empty/);
  });
});
