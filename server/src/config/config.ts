import { basename, dirname, resolve } from "node:path";
import type { Finding, Problem } from "../contract/problem.ts";
import { parseSource } from "../contract/source.ts";
import { validate } from "../contract/validate.ts";
import { type ConfigDocument, configSchema } from "./schema.ts";
import { awsKeyFrom, bedrockAddress, bedrockFrom, bedrockProblems, type UpstreamDocument } from "./bedrock.ts";
import { channelsAt, secretAt, telemetryAt, webhookAt } from "./secret-places.ts";
import { type SecretSources, withoutSecret } from "./secret.ts";
import { alertProblems } from "./quality-schema.ts";
import { severityProblems } from "./severities.ts";

/** Which wire a provider endpoint speaks. */
export type UpstreamKind = "anthropic" | "openai" | "gemini" | "azure" | "bedrock";

/** The references of the secrets that requests to AWS are signed with. */
export interface AwsKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** One provider endpoint, ready for use. */
export interface UpstreamConfig {
  readonly name: string;
  readonly kind: UpstreamKind;
  readonly baseUrl: string;
  /** `passthrough`, `none`, or the reference of a secret. */
  readonly key: string;
  readonly relay: boolean;
  readonly lab: boolean;
  readonly region: string;
  /** Of Azure: the models behind its deployments, by the deployments' names. */
  readonly deployments: Readonly<Record<string, string>>;
  /** Of Bedrock: what requests are signed with; then `key` is `none`. */
  readonly aws?: AwsKey;
}

/** The whole configuration, defaults in place, paths absolute. */
export interface Config extends Omit<ConfigDocument, "data" | "contracts" | "upstreams"> {
  /** The file that it was read from; undefined when there was none. */
  readonly file: string | undefined;
  /** Folder that relative paths start from. */
  readonly root: string;
  readonly data: string;
  /** Patterns of contract files, absolute. */
  readonly contracts: readonly string[];
  readonly upstreams: readonly UpstreamConfig[];
  /** Whether some upstream is the built-in lab, which then has to run. */
  readonly needsLab: boolean;
}

/** A configuration, or everything that is wrong with it. */
export type ConfigResult =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** What those who use parts of a configuration find wrong with it, of which nothing is known here. */
export type FindingsOfParts = (document: ConfigDocument) => readonly Finding[];

/** A text that the environment or the command line gives, and what gives it. */
export interface Said {
  /** `--port`, `BELLWETHER_PORT`. */
  readonly by: string;
  readonly text: string;
}

/** What the environment and the command line say. */
export interface Overrides {
  readonly port?: Said | undefined;
  readonly data?: string | undefined;
  readonly host?: string | undefined;
  readonly labPort?: Said | undefined;
}

const KNOWN_PROVIDERS: ReadonlyMap<string, UpstreamKind> = new Map([
  ["anthropic", "anthropic"],
  ["openai", "openai"],
  ["gemini", "gemini"],
  ["azure", "azure"],
  ["bedrock", "bedrock"],
]);

/** Google's own: by its name, its address and its key are known. */
const GEMINI = {
  name: "gemini",
  kind: "gemini",
  url: "https://generativelanguage.googleapis.com",
  env: "GEMINI_API_KEY",
} as const;

/** Default providers: the real one where a key is set, else the lab, so that everything can be tried without one. */
const DEFAULTS = [
  { name: "anthropic", kind: "anthropic", url: "https://api.anthropic.com", env: "ANTHROPIC_API_KEY" },
  { name: "openai", kind: "openai", url: "https://api.openai.com/v1", env: "OPENAI_API_KEY" },
  GEMINI,
] as const;

/**
 * Reads a configuration from its text.
 *
 * @param file its path, for messages and for relative paths; undefined where there is no file.
 * @param ofParts is asked where the rest is good.
 */
export function parseConfig(
  file: string | undefined,
  text: string,
  cwd: string,
  overrides: Overrides,
  sources: SecretSources,
  ofParts: FindingsOfParts = () => [],
): ConfigResult {
  const shown = file === undefined ? "(defaults)" : basename(file);
  const parsed = parseSource(file ?? shown, text);
  const value = parsed.value ?? {};
  const { findings, document } = validate(configSchema, value, {});
  const problems = [
    ...parsed.problems,
    ...findings.map(withoutSecret).map(parsed.place),
    ...overrideProblems(overrides),
  ];
  if (document === undefined || problems.length > 0) return { ok: false, problems };
  problems.push(
    ...severityProblems(document.diff).map(parsed.place),
    ...alertProblems(document.alerts).map(parsed.place),
    ...ofParts(document).map(withoutSecret).map(parsed.place),
  );
  for (const [name, upstream] of Object.entries(document.upstreams ?? {})) {
    for (const { key, message, hint } of bedrockProblems(upstream, kindOf(name, upstream.kind)))
      problems.push(parsed.place({ path: ["upstreams", name, ...key], at: "key", message, hint }));
    const hasAddress = isGoogles(name, upstream.kind) || kindOf(name, upstream.kind) === "bedrock";
    if (upstream.base_url === undefined && !hasAddress) {
      const path = ["upstreams", name];
      const message = "base_url is missing: it says where this upstream answers";
      problems.push(parsed.place({ path, at: "key", message, hint: 'add `base_url: "https://..."`' }));
    }
    if (upstream.kind !== undefined || KNOWN_PROVIDERS.has(name)) continue;
    const path = ["upstreams", name];
    problems.push(
      parsed.place({
        path,
        at: "key",
        message: `which wire "${name}" speaks is not known`,
        hint: "add `kind: openai`, `kind: anthropic`, `kind: gemini`, `kind: azure` or `kind: bedrock`",
      }),
    );
  }
  if (problems.length > 0) return { ok: false, problems };
  const root = file === undefined ? cwd : dirname(file);
  const lab =
    overrides.labPort === undefined ? document.lab : { ...document.lab, port: Number(overrides.labPort.text) };
  const upstreams = upstreamsOf(document, lab.port, root, sources);
  const port = overrides.port === undefined ? document.listen.port : Number(overrides.port.text);
  const config: Config = {
    ...document,
    lab,
    listen: { ...document.listen, port, host: overrides.host ?? document.listen.host },
    file,
    root,
    data: overrides.data === undefined ? resolve(root, document.data) : resolve(cwd, overrides.data),
    contracts: document.contracts.map((pattern) => resolve(root, pattern)),
    stores: {
      exchanges: secretAt(document.stores.exchanges, root),
      control: secretAt(document.stores.control, root),
    },
    control: {
      ...document.control,
      ...(document.control.token === undefined ? {} : { token: secretAt(document.control.token, root) }),
    },
    notices: {
      ...document.notices,
      ...(document.notices.webhook === undefined ? {} : { webhook: webhookAt(document.notices.webhook, root) }),
    },
    telemetry: telemetryAt(document.telemetry, root),
    evaluators: Object.fromEntries(
      Object.entries(document.evaluators).map(([name, one]) => [
        name,
        one.key === undefined ? one : { ...one, key: secretAt(one.key, root) },
      ]),
    ),
    alerts: { ...document.alerts, channels: channelsAt(document.alerts.channels, root) },
    ...(document.capture === undefined
      ? {}
      : { capture: { ...document.capture, dir: resolve(root, document.capture.dir) } }),
    ...(document.waivers === undefined ? {} : { waivers: resolve(root, document.waivers) }),
    ...(document.signing_key === undefined ? {} : { signing_key: secretAt(document.signing_key, root) }),
    ...(document.skeleton_key === undefined ? {} : { skeleton_key: secretAt(document.skeleton_key, root) }),
    upstreams,
    // An upstream that the file marks as a lab is somebody else's to run.
    needsLab: upstreams.some(({ name, lab: synthetic }) => synthetic && document.upstreams?.[name] === undefined),
  };
  return { ok: true, config };
}

function upstreamsOf(
  document: ConfigDocument,
  labPort: number,
  root: string,
  sources: SecretSources,
): UpstreamConfig[] {
  if (document.upstreams === undefined) {
    const isSet = (env: string): boolean => (sources.env(env) ?? "") !== "";
    // Where anything real is at hand, a format of a provider without a key is better not answered.
    const aws = bedrockFrom(sources);
    const trial = aws === undefined && !DEFAULTS.some(({ env }) => isSet(env));
    const own = DEFAULTS.filter(({ name, env }) => trial || name !== GEMINI.name || isSet(env)).map(
      ({ name, kind, url, env }) => {
        const real = isSet(env);
        const address = labAddress(labPort, kind === "openai" ? "/v1" : "");
        return {
          name,
          kind,
          baseUrl: real ? url : address,
          key: real ? `env:${env}` : "none",
          relay: false,
          lab: !real,
          region: "",
          deployments: {},
        };
      },
    );
    if (aws === undefined && !trial) return own;
    const trying = { baseUrl: labAddress(labPort, ""), key: "none", region: "" };
    const bedrock = { name: "bedrock", kind: "bedrock", relay: false, lab: trial, deployments: {} } as const;
    return [...own, { ...bedrock, ...(aws ?? trying) }];
  }
  return Object.entries(document.upstreams).map(([name, upstream]) => ({
    name,
    kind: kindOf(name, upstream.kind) ?? "openai",
    baseUrl: upstream.base_url ?? (isGoogles(name, upstream.kind) ? GEMINI.url : bedrockAddress(upstream.region ?? "")),
    key: secretAt(upstream.key ?? keyOf(name, upstream), root),
    relay: upstream.relay,
    lab: upstream.lab,
    region: upstream.region ?? "",
    deployments: upstream.deployments,
    ...(upstream.aws === undefined ? {} : { aws: awsKeyFrom(upstream.aws, (reference) => secretAt(reference, root)) }),
  }));
}

function kindOf(name: string, kind: UpstreamKind | undefined): UpstreamKind | undefined {
  return kind ?? KNOWN_PROVIDERS.get(name);
}

/** Where an upstream says nothing of a key. */
function keyOf(name: string, { kind, aws }: UpstreamDocument): string {
  if (aws !== undefined) return "none";
  return isGoogles(name, kind) ? `env:${GEMINI.env}` : "passthrough";
}

function isGoogles(name: string, kind: UpstreamKind | undefined): boolean {
  return name === GEMINI.name && (kind ?? GEMINI.kind) === GEMINI.kind;
}

/** Address of the lab that `up` starts. */
function labAddress(port: number, path: string): string {
  return `http://127.0.0.1:${port}${path}`;
}

function overrideProblems(overrides: Overrides): Problem[] {
  const problems: Problem[] = [];
  for (const said of [overrides.port, overrides.labPort]) {
    if (said === undefined || (/^\d{1,5}$/.test(said.text) && Number(said.text) <= 65_535)) continue;
    problems.push({
      file: said.by.startsWith("--") ? "(command line)" : "(environment)",
      line: 1,
      column: 1,
      path: said.by,
      message: `${said.by} is "${said.text}"; a port from 0 to 65535 is expected`,
    });
  }
  return problems;
}
