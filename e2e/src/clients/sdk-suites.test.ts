import { describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Deployment, LONG, run } from "../harness.ts";
import { installPython } from "./install.ts";

const SUITE_MS = 600_000;

/** Everything is passed on, so that what fails behind the gateway fails because of it. */
const CONFIG = "unknown_paths: pass_and_record\n";
const CONTRACT = `
bellwether: 1
surface: assistant
version: 1.0.0
mode: verify
`;

/** What the suites themselves need, whichever SDK they are of. */
const TOOLS = {
  pytest: "9.2.0",
  "pytest-asyncio": "1.5.0",
  "httpx-aiohttp": "0.2.0",
  aiohttp: "3.14.5",
  respx: "0.23.1",
  rich: "15.0.0",
};

interface Suite {
  readonly sdk: string;
  readonly version: string;
  readonly needs: Readonly<Record<string, string>>;
  /** What stands behind the address. */
  readonly base: string;
  readonly files: readonly string[];
  /** How many have to pass at least: as many as do against the lab alone. */
  readonly least: number;
}

/** The SDKs of whose releases the sources, tests included, are on PyPI; those for Node publish none. */
const SUITES: readonly Suite[] = [
  {
    sdk: "openai",
    version: "3.57.0",
    needs: {},
    base: "/v1",
    files: [
      "chat/test_completions.py",
      "test_responses.py",
      "responses/test_input_items.py",
      "responses/test_input_tokens.py",
      "test_embeddings.py",
      "test_models.py",
    ],
    least: 100,
  },
  {
    sdk: "anthropic",
    version: "2.13.0",
    needs: { "inline-snapshot": "0.36.1", "http-snapshot": "0.1.9", "dirty-equals": "0.11", "time-machine": "3.6.0" },
    base: "",
    files: ["test_messages.py", "test_models.py"],
    least: 70,
  },
];

/** Outcomes by test, from pytest's own report. */
function outcomesIn(file: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const cases = readFileSync(file, "utf8").matchAll(
    /<testcase classname="(?<group>[^"]*)" name="(?<name>[^"]*)"[^>]*?(?:\/>|>(?<inside>[\s\S]*?)<\/testcase>)/g,
  );
  for (const { groups } of cases) {
    const inside = groups?.["inside"] ?? "";
    const outcome = /<(?:failure|error)/.test(inside) ? "failed" : inside.includes("<skipped") ? "skipped" : "passed";
    found.set(`${groups?.["group"] ?? ""} ${groups?.["name"] ?? ""}`, outcome);
  }
  return found;
}

describe.skipIf(!LONG)("the official SDKs' own tests [long]", () => {
  for (const { sdk, version, needs, base, files, least } of SUITES) {
    test(`of ${sdk} ${version} for Python end behind the gateway as they do without it`, async () => {
      const installed = await installPython(`${sdk}-suite`, { [sdk]: version, ...TOOLS, ...needs });
      if ("reason" in installed) {
        console.log(`skipped: ${installed.reason}`);
        return;
      }
      const { folder } = installed;
      const sources = join(folder, `${sdk}-${version}`);
      const python = join(folder, "venv", "bin", "python");
      const env = Object.fromEntries(
        Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
      );
      if (!existsSync(sources)) {
        // The tests have a key of their own written into them; here it comes from outside.
        const script = [
          `venv/bin/pip download -q --no-deps --no-binary :all: ${sdk}==${version}`,
          `tar xzf ${sdk}-${version}.tar.gz`,
          `sed -i 's/^api_key = .*/api_key = os.environ["SUITE_KEY"]/' ${sdk}-${version}/tests/conftest.py`,
        ].join(" && ");
        const { code, stderr } = await run("sh", ["-c", script], { cwd: folder, env, timeoutMs: SUITE_MS });
        if (code !== 0) {
          console.log(`skipped: the sources of ${sdk} ${version} cannot be had: ${stderr.trim().slice(-200)}`);
          return;
        }
      }
      const deployment = await Deployment.start({ contracts: { assistant: CONTRACT }, config: CONFIG });
      const reports = mkdtempSync(join(tmpdir(), "bellwether-suite-"));
      try {
        const key = await deployment.key();
        const outcomes = async (name: string, url: string): Promise<ReadonlyMap<string, string>> => {
          const report = join(reports, `${name}.xml`);
          const tests = files.map((file) => join("tests", "api_resources", file));
          const flags = ["-q", "-p", "no:cacheprovider", "-o", "addopts=", `--junitxml=${report}`];
          const { stdout } = await run(python, ["-m", "pytest", ...flags, ...tests], {
            cwd: sources,
            env: { ...env, PYTHONPATH: ".", TEST_API_BASE_URL: `${url}${base}`, SUITE_KEY: key },
            timeoutMs: SUITE_MS,
          });
          if (!existsSync(report)) throw new Error(`the suite did not run: ${stdout.slice(-2_000)}`);
          return outcomesIn(report);
        };
        const [behind, alone] = await Promise.all([
          outcomes("behind", deployment.url),
          outcomes("alone", deployment.labUrl),
        ]);
        const passed = [...behind.values()].filter((outcome) => outcome === "passed").length;
        console.log(`${sdk} ${version}: ${passed} of ${behind.size} pass behind the gateway, and the same without it`);
        expect([...behind].filter(([name, outcome]) => alone.get(name) !== outcome)).toEqual([]);
        expect(passed).toBeGreaterThanOrEqual(least);
      } finally {
        await deployment.stop();
        rmSync(reports, { recursive: true, force: true });
      }
    });
  }
});
