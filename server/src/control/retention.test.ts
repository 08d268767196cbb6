import { describe, expect, test } from "bun:test";
import { parseContract } from "../contract/load.ts";
import { retentionAt } from "./retention.ts";

const DAY = 86_400_000;
const registered = (version: string, more: string) => {
  const text = `bellwether: 1\nsurface: s\nversion: ${version}\nmode: observe\nmodel: { provider: openai, id: m }\n${more}`;
  const result = parseContract("c.yaml", text, () => undefined);
  if (!result.ok) throw new Error(result.problems.map(({ message }) => message).join("; "));
  const { surface, digest, document } = result.contract;
  return { surface, version, digest, document: JSON.stringify(document), registeredAt: 0 };
};

describe("how long records are kept", () => {
  test("is what the configuration says, unless a contract says less", () => {
    const contracts = [
      registered("1.0.0", ""),
      registered("2.0.0", "data: { retention_days: 7 }\n"),
      registered("3.0.0", "data: { retention_days: 365 }\n"),
    ];
    expect(retentionAt(1_000 * DAY, 90 * DAY, contracts)).toEqual({
      before: 910 * DAY,
      contracts: [{ surface: "s", version: "2.0.0", before: 993 * DAY }],
    });
  });

  test("is the shortest of what a contract says for its audiences", () => {
    const contract = registered(
      "1.0.0",
      "data: { retention_days: 30 }\naudiences:\n  free: { data: { retention_days: 3 } }\n",
    );
    expect(retentionAt(1_000 * DAY, 90 * DAY, [contract]).contracts[0]?.before).toBe(997 * DAY);
  });
});
