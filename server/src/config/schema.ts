import { z } from "zod";
import { CHANGE_SEVERITIES } from "../contract/diff/rule.ts";
import { alertsSchema, behaviourSchema, evaluatorsSchema, monitorsSchema } from "./quality-schema.ts";
import { baseUrl, duration, named, secret, SECRET, size, target } from "./values.ts";

/** A PostgreSQL; a password is a secret, and what holds a secret is named and not written here. */
function isDatabase(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return (
    url !== undefined &&
    /^postgres(?:ql)?:$/.test(url.protocol) &&
    url.password === "" &&
    !url.searchParams.has("password")
  );
}

/** One provider endpoint. Addresses come from here alone; nothing in a request can name one. */
const upstream = z.strictObject({
  kind: z.enum(["anthropic", "openai", "gemini", "azure", "bedrock"]).optional(),
  /** May be left out only for Google's own, by the name `gemini`, and for Bedrock's of a region. */
  base_url: baseUrl.optional(),
  key: z.union([z.literal("passthrough"), z.literal("none"), secret]).optional(),
  /** Another gateway stands behind this address: what it says of the model is declared, not observed. */
  relay: z.boolean().default(false),
  /** Traffic to this address is synthetic: a lab or a cassette. */
  lab: z.boolean().default(false),
  region: z.string().optional(),
  /** Of Azure: which model is behind each deployment. */
  deployments: z.record(z.string(), z.string()).default({}),
  /** Of Bedrock: the access key that requests are signed with, instead of `key`. */
  aws: z.strictObject({ access_key_id: named, secret_access_key: named, session_token: named.optional() }).optional(),
});

const PORT = "must be a port from 0 to 65535";
const port = z.number(PORT).int(PORT).min(0, PORT).max(65_535, PORT);

/** A collector of OpenTelemetry's. @param example of its address. */
function collectorSchema(example: string) {
  return z.strictObject({
    url: target.describe(`Of the collector, path and all: ${example}`),
    /** Values as they are, or `env:NAME` and `file:PATH`. */
    headers: z.record(z.string(), z.string()).default({}),
    encoding: z.enum(["json", "protobuf"]).default("json"),
  });
}

/** `bellwether.config.yaml`. Every key has a default, so that none is needed. */
export const configSchema = z.strictObject({
  /** Name of this machine on records; its host name where none is given. */
  node: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, "must be letters, digits, dots, dashes and underscores, at most 64")
    .optional(),
  listen: z
    .strictObject({
      host: z.string().default("127.0.0.1"),
      port: port.default(4141),
      workers: z
        .number()
        .int("must be a whole number")
        .min(1, "must be at least 1")
        .max(256, "must be at most 256")
        .default(1),
      /** Control's own address, beside the one port that all share. */
      control: z.strictObject({ host: z.string().default("127.0.0.1"), port }).optional(),
    })
    .prefault({}),
  data: z.string().default("./.bellwether"),
  contracts: z.array(z.string()).default(["contracts/*.yaml"]),
  upstreams: z.record(z.string().regex(/^[a-z][a-z0-9_-]*$/, "must be a lower-case name"), upstream).optional(),
  /** Where the lab listens when it stands in for a provider without a key. */
  lab: z.strictObject({ port: port.default(4142), streams: z.string().optional() }).prefault({}),
  stores: z
    .strictObject({
      exchanges: z
        .union([z.literal("chdb"), baseUrl, secret], "must be chdb or the address of a ClickHouse")
        .default("chdb"),
      control: z
        .string()
        .refine(
          (text) => text === "sqlite" || isDatabase(text) || SECRET.test(text),
          "must be sqlite, the address of a PostgreSQL without its password (postgres://user@host/database), or env:NAME or file:PATH that holds the address with it",
        )
        .default("sqlite"),
    })
    .prefault({}),
  /** For gateways that run on other machines than control: where it answers, and what they show it. */
  control: z
    .strictObject({
      addresses: z.array(baseUrl).default([]),
      token: named.optional(),
    })
    .prefault({}),
  /** What conceals texts in skeletons, where several machines are to conceal them alike. */
  skeleton_key: named.optional(),
  /** What statements are signed with, where several replicas of control are to sign alike. */
  signing_key: named.optional(),
  retention: z
    .strictObject({
      exchanges: duration.prefault("90d"),
      bodies: z.union([z.literal("off")], "must be off: bodies are not kept yet").default("off"),
    })
    .prefault({}),
  limits: z
    .strictObject({
      body: size.prefault("32MiB"),
      header_timeout: duration.prefault("10s"),
      /** How long a client may take to send a request's body. */
      body_timeout: duration.prefault("120s"),
      /** How long an upstream may be silent. */
      upstream_timeout: duration.prefault("600s"),
      spool: size.prefault("10GiB"),
      sessions: z.number().int("must be a whole number").min(100, "must be at least 100").default(20_000),
      drain: duration.prefault("30s"),
      /** How long a gateway that is asked to end still takes what comes, and says by its health that it is leaving. */
      leave: duration.prefault("0s"),
    })
    .prefault({}),
  /** Keeps requests whole, in clear, in a folder; off where it is left out. */
  capture: z.strictObject({ dir: z.string(), limit: size.prefault("1GiB") }).optional(),
  /** Provider paths that no wire module knows. */
  unknown_paths: z.enum(["refuse", "pass_and_record"]).default("refuse"),
  retries: z
    .strictObject({
      /** Tries after the first that an idempotent request may cost, before any byte of an answer. */
      attempts: z
        .number()
        .int("must be a whole number")
        .min(0, "must be at least 0")
        .max(10, "must be at most 10")
        .default(2),
      backoff: duration.prefault("250ms"),
    })
    .prefault({}),
  snapshot: z.strictObject({ max_age: duration.prefault("24h") }).prefault({}),
  /** How changes are told of. */
  notices: z
    .strictObject({
      /** Whether anybody may read them; else whoever has a key. */
      public: z.boolean().default(true),
      /** Where the page is found, for links that leave it. */
      base_url: baseUrl.optional(),
      webhook: z.strictObject({ url: target, secret: named }).optional(),
    })
    .prefault({}),
  /** Signals that are watched, by the names of their monitors. */
  monitors: monitorsSchema.default({}),
  alerts: alertsSchema.prefault({}),
  /** Who judges answers as they come. */
  evaluators: evaluatorsSchema.default({}),
  /** Where exchanges and scores are told, by OTLP over HTTP. */
  telemetry: z
    .strictObject({
      /** Where spans of exchanges are brought. */
      traces: collectorSchema("http://127.0.0.1:4318/v1/traces").optional(),
      /** Where what exchanges took and used is told, once a minute. */
      metrics: collectorSchema("http://127.0.0.1:4318/v1/metrics").optional(),
      /** Where scores are told, as events. */
      logs: collectorSchema("http://127.0.0.1:4318/v1/logs").optional(),
      /** Lab, test and probe traffic too. */
      synthetic: z.boolean().default(false),
    })
    .prefault({}),
  /** What is read of exchanges for signals that need no judge. */
  behaviour: behaviourSchema.prefault({}),
  /** How `contract diff` takes its rules; the ids are checked where the rules are known. */
  diff: z.strictObject({ severities: z.record(z.string(), z.enum(CHANGE_SEVERITIES)).default({}) }).prefault({}),
  /** File of the findings of `contract diff` that are accepted; `bellwether.waivers.yaml` where none is given. */
  waivers: z.string().min(1, "must be the path of a file").optional(),
});

/** The configuration as written, defaults filled in, durations in milliseconds, sizes in bytes. */
export type ConfigDocument = z.infer<typeof configSchema>;
