import { beforeAll, describe, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, parseAllDocuments } from "yaml";
import { type Config, parseConfig } from "../server/src/config/config.ts";

const CHART = join(import.meta.dirname, "helm", "bellwether");
const FILES = "/run/secrets/bellwether";
/** What gateways and control answer, of what a probe can ask (e2e/src/many-machines.test.ts asks it). */
const PATHS: Readonly<Record<string, readonly string[]>> = { gateway: ["/healthz"], control: ["/healthz", "/readyz"] };

/** A helm that was built from source takes the cluster for one of long ago. */
const KUBERNETES = ["--kube-version", "1.33.0"];

interface Container {
  readonly name: string;
  readonly args: readonly string[];
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
  readonly readinessProbe: Probe;
  readonly livenessProbe: Probe;
  readonly startupProbe: Probe;
}
interface Probe {
  readonly httpGet?: { readonly path: string; readonly port: string };
  readonly tcpSocket?: { readonly port: string };
}
interface Resource {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly data?: Readonly<Record<string, string>>;
  readonly spec: {
    readonly replicas: number;
    readonly serviceName: string;
    readonly selector: { readonly matchLabels: Readonly<Record<string, string>> } & Readonly<Record<string, string>>;
    readonly maxUnavailable: number;
    readonly ports: readonly { readonly port: number; readonly targetPort: string }[];
    readonly template: {
      readonly metadata: { readonly labels: Readonly<Record<string, string>> };
      readonly spec: {
        readonly terminationGracePeriodSeconds: number;
        readonly containers: readonly Container[];
        readonly volumes: readonly { readonly name: string; readonly configMap?: { readonly name: string } }[];
      };
    };
    readonly volumeClaimTemplates?: readonly { readonly metadata: { readonly name: string } }[];
  };
}

function configured(text: string): Config {
  const result = parseConfig(
    "/etc/bellwether/bellwether.config.yaml",
    text,
    "/",
    {},
    {
      env: () => undefined,
      file: () => "x",
    },
  );
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.config;
}

describe("the values of the chart", () => {
  const values = parse(readFileSync(join(CHART, "values.yaml"), "utf8")) as {
    readonly config: Readonly<Record<string, unknown>>;
    readonly existingSecret: string;
  };

  test("hold configuration that Bellwether knows, and none that the chart sets itself", () => {
    expect(configured(JSON.stringify(values.config)).limits.leave).toBeGreaterThan(0);
    for (const name of ["listen", "data", "contracts", "stores", "control", "skeleton_key"])
      expect(values.config).not.toHaveProperty(name);
  });
});

describe.skipIf(Bun.which("helm") === null)(
  "the chart as helm renders it (skipped where helm is not installed)",
  () => {
    let resources: readonly Resource[];
    beforeAll(() => {
      resources = rendered();
    });

    function helm(...args: string[]): string {
      const { status, stdout, stderr } = spawnSync("helm", args);
      if (status !== 0) throw new Error(stderr.toString() || stdout.toString());
      return stdout.toString();
    }
    function rendered(...set: string[]): readonly Resource[] {
      const text = helm("template", "try", CHART, ...KUBERNETES, ...set.flatMap((one) => ["--set", one]));
      return parseAllDocuments(text)
        .map((document) => document.toJS() as Resource | null)
        .filter((resource) => resource !== null);
    }
    const named = (kind: string, name: string, among = resources): Resource => {
      const found = among.find((one) => one.kind === kind && one.metadata.name === name);
      if (found === undefined) throw new Error(`there is no ${kind} ${name}`);
      return found;
    };
    const part = (name: string): Resource["spec"] => named("StatefulSet", `try-bellwether-${name}`).spec;
    const config = (among = resources): Config =>
      configured(named("ConfigMap", "try-bellwether", among).data?.["bellwether.config.yaml"] ?? "");

    test("has nothing that helm finds fault with", () => {
      expect(helm("lint", "--strict", CHART, ...KUBERNETES)).toContain("0 chart(s) failed");
    });

    test("makes a configuration that is good, whose secrets are files of the Secret", () => {
      expect(config().stores).toEqual({
        exchanges: `file:${FILES}/exchange-store`,
        control: `file:${FILES}/control-store`,
      });
      expect([config().control.token, config().skeleton_key]).toEqual([
        `file:${FILES}/node-token`,
        `file:${FILES}/skeleton-key`,
      ]);
      expect(config().upstreams.map(({ name }) => name)).toEqual(["anthropic", "openai"]);
    });

    test("lets gateways find every replica of control by a name of its own, however many there are", () => {
      const more = rendered("control.replicas=3", "control.port=5000");
      expect(config(more).control.addresses).toEqual(
        [0, 1, 2].map((n) => `http://try-bellwether-control-${n}.try-bellwether-control:5000`),
      );
      expect(config(more).listen.control?.port).toBe(5000);
      expect(part("control").serviceName).toBe("try-bellwether-control");
    });

    test.each(["gateway", "control"])("asks %s for its health where it answers, and on ports that it has", (name) => {
      const container = part(name).template.spec.containers[0];
      expect(container?.args).toEqual(["up", "--only", name]);
      const port = container?.ports[0];
      expect(port?.containerPort).toBe(name === "gateway" ? config().listen.port : config().listen.control?.port);
      for (const probe of [container?.readinessProbe, container?.livenessProbe, container?.startupProbe]) {
        expect(probe?.httpGet?.port ?? probe?.tcpSocket?.port).toBe(port?.name);
        if (probe?.httpGet !== undefined) expect(PATHS[name]).toContain(probe.httpGet.path);
      }
    });

    test.each(["gateway", "control"])(
      "mounts for %s what is declared, and the configuration where it is looked for",
      (name) => {
        const { template, volumeClaimTemplates = [] } = part(name);
        const declared = [
          ...template.spec.volumes.map((volume) => volume.name),
          ...volumeClaimTemplates.map(({ metadata }) => metadata.name),
        ];
        const mounts = template.spec.containers[0]?.volumeMounts ?? [];
        for (const mount of mounts) expect(declared).toContain(mount.name);
        expect(declared.filter((volume) => !mounts.some((mount) => mount.name === volume))).toEqual([]);
        const at = (volume: string): string | undefined => mounts.find((mount) => mount.name === volume)?.mountPath;
        expect([at("config"), at("secrets"), at("data")]).toEqual([
          "/etc/bellwether/bellwether.config.yaml",
          FILES,
          config().data,
        ]);
        for (const { configMap } of template.spec.volumes)
          if (configMap !== undefined) expect(named("ConfigMap", configMap.name)).toBeDefined();
      },
    );

    test("keeps a gateway's spool on a volume that has room for it, and leaves it the time to end", () => {
      const gateway = part("gateway");
      expect(gateway.volumeClaimTemplates?.map(({ metadata }) => metadata.name)).toEqual(["data"]);
      const seconds = (config().limits.leave + config().limits.drain) / 1_000;
      expect(gateway.template.spec.terminationGracePeriodSeconds).toBeGreaterThan(seconds);
      expect(config().limits.spool).toBeLessThan(10 * 1024 ** 3);
    });

    test.each(["gateway", "control"])("selects %s's pods, and no others, for its set and its budget", (name) => {
      const { labels } = part(name).template.metadata;
      const budget = named("PodDisruptionBudget", `try-bellwether-${name}`).spec;
      expect(budget.maxUnavailable).toBe(1);
      for (const { matchLabels } of [part(name).selector, budget.selector]) {
        expect(labels).toMatchObject(matchLabels);
        expect(matchLabels["app.kubernetes.io/component"]).toBe(name);
      }
      const services = resources.filter(
        ({ kind, spec }) => kind === "Service" && spec.selector["app.kubernetes.io/component"] === name,
      );
      expect(services.length).toBeGreaterThan(0);
      for (const { spec } of services) {
        expect(labels).toMatchObject(spec.selector);
        expect(spec.ports.map(({ targetPort }) => targetPort)).toEqual([
          part(name).template.spec.containers[0]?.ports[0]?.name ?? "",
        ]);
      }
    });
  },
);
