import { BellwetherError } from "../../core/error.ts";

/** How the way to a database is guarded: not at all, against listeners, or against impostors too. */
export type PostgresTls = "off" | "encrypted" | "verified";

/** Where a PostgreSQL is, and who we are there. */
export interface PostgresAddress {
  /** A name, an address, or the folder of a local socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string | undefined;
  readonly database: string;
  readonly tls: PostgresTls;
  /** File of the authority that vouches for the server; undefined for those that the runtime knows. */
  readonly authority: string | undefined;
}

const MODES: Readonly<Record<string, PostgresTls>> = {
  disable: "off",
  require: "encrypted",
  "verify-full": "verified",
};
const KNOWN = ["host", "user", "sslmode", "sslrootcert"];
const DEFAULT_PORT = 5432;

/**
 * Reads `postgres://user:password@host:port/database?sslmode=...&sslrootcert=...`. Without
 * `sslmode` a server on this machine is spoken to in the open, and every other must prove by TLS
 * that it is who it says.
 *
 * @throws {BellwetherError} `config_invalid`; the message never holds the password.
 */
export function parsePostgresAddress(text: string): PostgresAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^postgres(ql)?:$/.test(url.protocol))
    throw invalid("it is no address of a PostgreSQL: postgres://user:password@host:5432/database is expected");
  const unknown = [...url.searchParams.keys()].find((name) => !KNOWN.includes(name));
  if (unknown !== undefined) throw invalid(`${unknown} is not known; after the ? there may be ${KNOWN.join(", ")}`);
  const host = decode(url.hostname.replace(/^\[|\]$/g, "")) || (url.searchParams.get("host") ?? "");
  const user = decode(url.username) || (url.searchParams.get("user") ?? "");
  const database = decode(url.pathname.slice(1));
  if (host === "") throw invalid("it names no host");
  if (user === "") throw invalid("it names no user: postgres://user@host/database is expected");
  if (database === "") throw invalid("it names no database: postgres://user@host/database is expected");
  const mode = url.searchParams.get("sslmode");
  const tls = mode === null ? (isNear(host) ? "off" : "verified") : MODES[mode];
  if (tls === undefined || (mode !== null && !Object.hasOwn(MODES, mode)))
    throw invalid(`sslmode is ${JSON.stringify(mode)}; it may be ${Object.keys(MODES).join(", ")}`);
  return {
    host,
    port: url.port === "" ? DEFAULT_PORT : Number(url.port),
    user,
    password: url.password === "" ? undefined : decode(url.password),
    database,
    tls,
    authority: url.searchParams.get("sslrootcert") ?? undefined,
  };
}

/** Where a database is, as messages say it. */
export function shownPostgres({ host, port, database }: PostgresAddress): string {
  return `${host}:${port}/${database}`;
}

function isNear(host: string): boolean {
  return host.startsWith("/") || host === "localhost" || host === "::1" || host.startsWith("127.");
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw invalid("a percent sign in it is followed by no code (a percent sign itself is written %25)", cause);
  }
}

function invalid(why: string, cause?: unknown): BellwetherError {
  return new BellwetherError("config_invalid", `the address in \`stores.control\` cannot be used: ${why}`, { cause });
}
