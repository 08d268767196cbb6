import { BellwetherError } from "../../core/error.ts";
import { type PostgresAddress, shownPostgres } from "./address.ts";

/** What each state of a refused statement or connection means, and what to do (PostgreSQL, appendix A). */
const STATES: Readonly<Record<string, (address: PostgresAddress) => string>> = {
  "28P01": ({ user }) => `it refuses the user ${user} (wrong password, or none): look at \`stores.control\``,
  "28000": ({ user }) =>
    `it does not let the user ${user} in from here: look at its pg_hba.conf, and at sslmode in \`stores.control\``,
  "3D000": ({ database }) => `it has no database ${database}: make it (CREATE DATABASE), or name another`,
  "42501": ({ user, database }) =>
    `the user ${user} may not do this there: GRANT CREATE, USAGE ON SCHEMA public TO ${user} in the database ${database}`,
  "53300": () => "it has no connection left: raise its max_connections, or put fewer replicas there",
  "57P03": () => "it is just starting or ending",
  "57P01": () => "it ended our connection (it may be restarting)",
  "25006": () => "it takes no changes (a standby): name the primary",
};

/** The same for what goes wrong on the way there. */
const WAYS: Readonly<Record<string, (address: PostgresAddress) => string>> = {
  ECONNREFUSED: () => "nothing listens there: start it, or mend `stores.control`",
  ENOTFOUND: ({ host }) => `the name ${host} is not known: mend \`stores.control\``,
  EAI_AGAIN: ({ host }) => `the name ${host} cannot be looked up now`,
  ENOENT: ({ host }) => `there is no socket in ${host}: start it, or mend \`stores.control\``,
};

const TLS_CODES = /^(?:DEPTH_ZERO_|SELF_SIGNED|UNABLE_TO_|CERT_|ERR_TLS)/;
/** Unique, foreign key, check: what is to be added is there already, or stands against what is. */
const INTEGRITY = /^23/;
/** Serialisation failure, deadlock, lock not had in time. */
const CONTENTION = new Set(["40001", "40P01", "55P03"]);

/**
 * What the driver throws, in our words: `change_conflict` where another change is in the way,
 * `store_unreachable` else, with what is wrong and what to do. Never holds the password.
 */
export function postgresFailure(address: PostgresAddress, cause: unknown): BellwetherError {
  const code = codeOf(cause);
  const message = cause instanceof Error ? cause.message : String(cause);
  if (INTEGRITY.test(code))
    return new BellwetherError("change_conflict", `what is to be added is there already: ${message}`, { cause });
  if (CONTENTION.has(code)) {
    const text = "somebody else changes the same thing at this time: try again";
    return new BellwetherError("change_conflict", text, { cause, retryAfter: 1 });
  }
  const known = STATES[code] ?? WAYS[code];
  const reason = known === undefined ? onTheWay(address, code, message) : known(address);
  return new BellwetherError(
    "store_unreachable",
    `the control store does not answer (PostgreSQL at ${shownPostgres(address)}): ${reason}`,
    { cause, retryAfter: 1 },
  );
}

function onTheWay({ host }: PostgresAddress, code: string, message: string): string {
  if (/does not support SSL/i.test(message))
    return "it does not speak TLS: switch TLS on there, or say ?sslmode=disable where nobody can listen on the way";
  if (TLS_CODES.test(code))
    return `its certificate does not prove that it is ${host} (${message}): name its authority with ?sslrootcert=FILE`;
  return message;
}

function codeOf(cause: unknown): string {
  if (!(cause instanceof Error)) return "";
  // A name with several addresses fails with the failures of all.
  if (cause instanceof AggregateError) return codeOf(cause.errors[0]);
  return "code" in cause ? String(cause.code) : "";
}
