import { boundsHold, budgetFitsOutput } from "./checks/bounds.ts";
import type { Check, Checked } from "./checks/check.ts";
import {
  budgetsNameSignals,
  costIsDeclared,
  criticalFailsClosed,
  editsAreClear,
  providerDefaultIsAllowed,
  rangesGoUp,
  regionsAgree,
} from "./checks/promises.ts";
import {
  inheritanceEnds,
  namesAreUnique,
  oneDefaultRole,
  roleNamesAreFree,
  rolesExist,
  sectionsSayTheirText,
} from "./checks/roles.ts";
import { journeysAndToolsExist, patternsCompile } from "./checks/traffic.ts";
import type { Finding } from "./problem.ts";

/** Every rule that a schema cannot say. A new one is a function in `checks/` and a line here. */
const CHECKS: readonly Check[] = [
  oneDefaultRole,
  roleNamesAreFree,
  rolesExist,
  inheritanceEnds,
  namesAreUnique,
  sectionsSayTheirText,
  boundsHold,
  budgetFitsOutput,
  patternsCompile,
  journeysAndToolsExist,
  criticalFailsClosed,
  providerDefaultIsAllowed,
  costIsDeclared,
  budgetsNameSignals,
  rangesGoUp,
  regionsAgree,
  editsAreClear,
];

/** Everything that breaks a rule, in no particular order. */
export function checkDocument(checked: Checked): Finding[] {
  return CHECKS.flatMap((check) => [...check(checked)]);
}
