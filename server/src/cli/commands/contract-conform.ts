import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { buildCommand } from "@stricli/core";
import type { Contract } from "../../contract/contract.ts";
import { departuresOf, departuresOfRecord } from "../../contract/conform/conform.ts";
import { DepartureLog, renderConformance } from "../../contract/conform/report.ts";
import { apiClient } from "../api-client.ts";
import { type CliContext, EXIT, guarded, usageError } from "../context.ts";
import { contractIn } from "../contract-in.ts";
import { apiFlags, type ApiFlags } from "../flags.ts";
import { recordedRequests, recordsNamed, trafficIn } from "../traffic-source.ts";
import { wholeRequestOf } from "../../processes/whole-request.ts";

interface ConformFlags extends ApiFlags {
  readonly traffic: string;
  readonly since?: string;
  readonly until?: string;
  readonly synthetic: boolean;
}

/** `bellwether contract conform`: whether what is done is what is declared. */
export const conform = buildCommand<ConformFlags, [string], CliContext>({
  docs: {
    brief: "Whether requests that were made are as a contract declares them, field by field",
    fullDescription: `Hold traffic against a contract, and say each field of each request that departs, with the exchange where that began. It needs no gateway that enforces anything: a soak session of a new build is read before the build ships.

Traffic is a file that a gateway wrote (capture in the configuration), the id of a recorded session, or conditions over recorded exchanges as bellwether query takes them. A file has the requests whole; of records values and digests are compared.

Examples
  bellwether contract conform contracts/code-assistant.yaml --traffic soak.jsonl
  bellwether contract conform contracts/code-assistant.yaml --traffic 7f3c2d9e-soak
  bellwether contract conform contracts/code-assistant.yaml --traffic 'client_version=2.1.87 idle>1h' --synthetic

Exit codes: 0 all is as declared, 1 something departs, 3 it could not be told.`,
  },
  parameters: {
    flags: {
      ...apiFlags,
      traffic: {
        kind: "parsed",
        parse: String,
        brief: "A traffic file, a session, or conditions",
        placeholder: "FILE|SESSION|QUERY",
      },
      since: { kind: "parsed", parse: String, optional: true, brief: "Recorded at or after", placeholder: "TIME" },
      until: { kind: "parsed", parse: String, optional: true, brief: "Recorded before", placeholder: "TIME" },
      synthetic: { kind: "boolean", default: false, brief: "Lab, test and probe traffic too" },
    },
    positional: {
      kind: "tuple",
      parameters: [{ brief: "The contract", parse: String, placeholder: "file" }],
    },
  },
  async func(flags, file) {
    await guarded(this, flags.json, async () => {
      const contract = contractIn(file, this.colour);
      const log = existsSync(flags.traffic)
        ? await readFile(contract, resolve(flags.traffic))
        : await readRecords(contract, flags, this.colour);
      const report = log.report();
      if (report.requests === 0)
        throw usageError(
          `${flags.traffic} has no request to look at${report.broken > 0 ? `; ${report.broken} cannot be read` : ""}`,
        );
      const name = `${contract.surface}@${contract.version}`;
      this.process.stdout.write(
        flags.json ? `${JSON.stringify({ contract: name, ...report })}\n` : renderConformance(name, report),
      );
      return report.groups.length === 0 ? EXIT.pass : EXIT.fail;
    });
  },
});

async function readFile(contract: Contract, path: string): Promise<DepartureLog> {
  const log = new DepartureLog();
  for await (const read of trafficIn(path)) {
    if (!read.ok) {
      log.pass(read.kind);
      continue;
    }
    const whole = wholeRequestOf(read.request);
    log.add(whole, departuresOf(contract, whole));
  }
  return log;
}

async function readRecords(contract: Contract, flags: ConformFlags, colour: boolean): Promise<DepartureLog> {
  const log = new DepartureLog();
  const asked = {
    where: recordsNamed(flags.traffic),
    synthetic: flags.synthetic,
    ...(flags.since === undefined ? {} : { since: flags.since }),
    ...(flags.until === undefined ? {} : { until: flags.until }),
  };
  for await (const request of recordedRequests(apiClient(flags, colour), asked))
    log.add(request, departuresOfRecord(contract, request));
  return log;
}
