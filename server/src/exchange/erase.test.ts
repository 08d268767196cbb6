import { describe, expect, test } from "bun:test";
import { COLUMNS, type ExchangeRecord } from "./columns.ts";
import { eraseRecord, erasedColumns, saltWith } from "./erase.ts";
import { completeRecord, emptyValue } from "./record.ts";

const salt = saltWith(new Uint8Array(32).fill(1));
/** A record in which every text says that it must not be seen again. */
const telling = (): ExchangeRecord => {
  const parts: Record<string, unknown> = {};
  for (const { name, type } of COLUMNS) {
    if (type === "text" || type === "category" || type === "json") parts[name] = `tell-${name}`;
    if (type === "texts") parts[name] = [`tell-${name}`];
  }
  return completeRecord(parts);
};

describe("what is left of an erased record", () => {
  test("names nobody: not the session, the agent, the key, the client, nor anything that was said", () => {
    const left = eraseRecord(telling(), "tenant", salt);
    const gone =
      "session agent parent_exchange tenant key client client_version build path error_message skeleton violation_details attempts delegations iterations response upstream_request prompt_digest chain_digest tools_digest_sent";
    for (const name of gone.split(" ")) expect([name, left[name as "session"]]).toEqual([name, ""]);
    for (const name of ["flags", "prompt_sections", "steps", "tool_calls", "deeds", "journeys"] as const)
      expect([name, left[name]]).toEqual([name, []]);
  });

  test("still says what the service did", () => {
    const left = eraseRecord(completeRecord({ surface: "s", model_served: "m", output_tokens: 7 }), "tenant", salt);
    expect(left).toMatchObject({ surface: "s", model_served: "m", output_tokens: 7, erased: true });
  });

  test("keeps the tenant's name where one user of it is erased", () => {
    expect(eraseRecord(telling(), "user", salt)).toMatchObject({ tenant: "tell-tenant", key: "" });
  });

  test("can be held against a receipt by whoever has the key, and by nobody else", () => {
    const record = completeRecord({ exchange: "e", response_digest: "sha256:ab" });
    const left = eraseRecord(record, "tenant", salt).response_digest;
    expect(left).toBe(salt("e", "sha256:ab"));
    expect(left).not.toBe(saltWith(new Uint8Array(32).fill(2))("e", "sha256:ab"));
    expect(left).not.toBe(salt("another", "sha256:ab"));
    expect(eraseRecord(record, "tenant", salt).request_digest).toBe("");
  });

  test("stays the same when it is erased again", () => {
    const once = eraseRecord(telling(), "tenant", salt);
    expect(eraseRecord(once, "tenant", salt)).toEqual(once);
  });

  test("is empty in every column that is erased", () => {
    const left = eraseRecord(telling(), "tenant", salt);
    for (const name of erasedColumns("tenant").filter(
      (one) => !one.endsWith("t_digest") && !one.endsWith("e_digest"),
    )) {
      const type = COLUMNS.find((column) => column.name === name)?.type ?? "text";
      expect([name, left[name]]).toEqual([name, emptyValue(type)]);
    }
  });
});
