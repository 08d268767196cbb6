import type { ResolvedDocument } from "./contract.ts";
import type { ContractedRole } from "./contracted.ts";
import { finding, type Finding } from "./findings.ts";

/**
 * Judges whether the steps before the model were reported, in the versions that the contract names. What is done
 * after the model is told when it has been done, and not with the request.
 *
 * @param reported as `name@version`.
 */
export function judgeSteps(
  contracted: ContractedRole,
  { steps }: ResolvedDocument,
  reported: readonly string[],
): readonly Finding[] {
  return (steps?.pre ?? []).flatMap(({ name, version }) => {
    const wanted = `${name}@${version}`;
    if (reported.includes(wanted)) return [];
    const other = reported.find((step) => step.startsWith(`${name}@`));
    const message =
      other === undefined
        ? `the step ${wanted} was not reported; ${contracted.name} says that it comes before the model`
        : `the step ${other} was reported; ${contracted.name} says ${wanted}`;
    return [finding(contracted, "STEP_MISSING", { requested: other ?? "", contracted: wanted, message })];
  });
}
