import { describe, expect, test } from "bun:test";
import { parsePostgresAddress } from "./address.ts";

describe("the address of a PostgreSQL", () => {
  test("says where it is, who we are, and which database is meant", () => {
    expect(parsePostgresAddress("postgres://me:p%40ss@db.example:6432/control")).toEqual({
      host: "db.example",
      port: 6432,
      user: "me",
      password: "p@ss",
      database: "control",
      tls: "verified",
      authority: undefined,
    });
  });

  test("is guarded by TLS unless the server is on this machine, or the address says otherwise", () => {
    const tls = (address: string): string => parsePostgresAddress(address).tls;
    expect(tls("postgres://u@db/d")).toBe("verified");
    for (const host of ["localhost", "127.0.0.1", "[::1]"]) expect(tls(`postgres://u@${host}/d`)).toBe("off");
    expect(tls("postgres:///d?host=/run/postgresql&user=u")).toBe("off");
    expect(tls("postgres://u@db/d?sslmode=disable")).toBe("off");
    expect(tls("postgres://u@db/d?sslmode=require")).toBe("encrypted");
    expect(tls("postgres://u@localhost/d?sslmode=verify-full")).toBe("verified");
  });

  test.each([
    ["mysql://u@h/d", /no address of a PostgreSQL/],
    ["not an address", /no address of a PostgreSQL/],
    ["postgres://h/d", /names no user/],
    ["postgres://u@h", /names no database/],
    ["postgres:///d?user=u", /names no host/],
    ["postgres://u@h/d?sslmode=prefer", /sslmode is "prefer"; it may be disable, require, verify-full/],
    ["postgres://u@h/d?sslmode=constructor", /sslmode is "constructor"/],
    ["postgres://u@h/d?pool=3", /pool is not known/],
    ["postgres://u:secret%zz@h/d", /%25/],
  ])("that is wrong is told, without its password: %s", (address, words) => {
    expect(() => parsePostgresAddress(address)).toThrow(words);
    expect(() => parsePostgresAddress(address)).not.toThrow(/secret/);
  });
});
