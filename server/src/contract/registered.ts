import { BellwetherError } from "../core/error.ts";
import type { Contract } from "./contract.ts";
import { parseContract } from "./load.ts";

/** A contract as it was registered. */
export interface RegisteredDocument {
  readonly digest: string;
  /** Prompts and schemas inlined. */
  readonly document: unknown;
}

/**
 * Reads a registered contract again, and takes nobody's word for what it is.
 *
 * @param where what the document was found in, for the error.
 * @throws {BellwetherError} `contract_invalid` where it cannot be read, or is not what its digest says.
 */
export function readRegistered({ digest, document }: RegisteredDocument, where: string): Contract {
  const result = parseContract(`(${where})`, JSON.stringify(document), () => undefined);
  if (!result.ok) {
    const why = result.problems[0]?.message ?? "no reason given";
    throw new BellwetherError("contract_invalid", `a contract of the ${where} cannot be read: ${why}`);
  }
  const { contract } = result;
  if (contract.digest === digest) return contract;
  throw new BellwetherError(
    "contract_invalid",
    `the contract ${contract.surface}@${contract.version} is not what its digest ${digest} says`,
  );
}
