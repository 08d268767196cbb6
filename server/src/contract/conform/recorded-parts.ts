import type { FieldValues } from "../../wire/facts.ts";
import type { Contract } from "../contract.ts";
import type { ContractedRole } from "../contracted.ts";
import { finding, type Finding } from "../findings.ts";
import type { MatchedRole } from "../resolution.ts";
import { contractFor } from "../resolution.ts";
import { UNKNOWN_ROLE } from "../voice.ts";

/** What a record holds of the parts of a request that are long. */
export interface RecordedParts {
  readonly role: string;
  readonly audience?: string;
  readonly fields: FieldValues;
  /** Digest of the whole system prompt, masked by the contract that was in force. */
  readonly promptDigest?: string;
  /** Digests of its sections, masked in the same way. */
  readonly promptSections: readonly string[];
}

/** The role of a recorded request under a contract: the one that it was matched to, where the contract has it. */
export function roleOfRecord(contract: Contract, { role, audience }: RecordedParts): MatchedRole {
  const { roles, unknown_role } = contractFor(contract, audience);
  if (Object.hasOwn(roles, role)) return { role, known: true };
  const names = Object.keys(roles);
  const byDefault = names.find((name) => names.length === 1 || roles[name]?.match?.default === true);
  // A contract with one voice takes every request for it.
  if (byDefault !== undefined && names.length === 1) return { role: byDefault, known: true };
  if (byDefault !== undefined && unknown_role === "main") return { role: byDefault, known: false };
  return { role: UNKNOWN_ROLE, known: false };
}

/** Judges what stands in a record as digests: prompt and tools. */
export function judgeRecordedParts(
  contracted: ContractedRole,
  known: boolean,
  { role, fields, promptDigest, promptSections }: RecordedParts,
): readonly Finding[] {
  const findings: Finding[] = [];
  if (!known) {
    const message = `${contracted.name} has no role ${role}, by which the request is on record`;
    findings.push(finding(contracted, "ROLE_UNKNOWN", { message }));
  }
  const { prompt } = contracted;
  if (prompt !== undefined && promptDigest !== prompt.digest && !hasAll(prompt.sections, promptSections)) {
    const message = `the system prompt is not the one that ${contracted.name} declares: its digest is another`;
    const detail = { requested: promptDigest ?? "", contracted: prompt.digest, message };
    findings.push(finding(contracted, "SYSTEM_PROMPT_UNREGISTERED", detail));
  }
  const digests = Object.values(contracted.toolsDigests ?? {});
  const offered = fields.tools_digest;
  if (digests.length > 0 && !digests.some((digest) => digest === offered)) {
    const message = `the request offers other tools than ${contracted.name} declares`;
    const detail = { field: "tools_digest", requested: offered, contracted: digests[0], message } as const;
    findings.push(finding(contracted, "TOOLS_MISMATCH", detail));
  }
  return findings;
}

/** Whether the contracted sections are all that was sent, however the rest was masked then. */
function hasAll(declared: readonly { readonly digest: string }[], sent: readonly string[]): boolean {
  return declared.length === sent.length && declared.every(({ digest }, index) => sent[index] === digest);
}
