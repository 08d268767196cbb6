import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");

interface Installed {
  readonly dependencies?: Readonly<Record<string, string>>;
}

test("the security page says how many packages the server installs", () => {
  const lock = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as {
    packages: Record<string, Installed | undefined>;
  };
  const seen = new Set<string>();
  const walk = (place: string): void => {
    for (const name of Object.keys(lock.packages[place]?.dependencies ?? {})) {
      const found = [`${place}/node_modules/${name}`, `server/node_modules/${name}`, `node_modules/${name}`].find(
        (path) => lock.packages[path] !== undefined,
      );
      if (found === undefined || seen.has(found)) continue;
      seen.add(found);
      walk(found);
    }
  };
  walk("server");
  const page = readFileSync(join(import.meta.dirname, "security.md"), "utf8");
  expect(page).toContain(`<!-- packages -->${seen.size}<!-- -->`);
});
