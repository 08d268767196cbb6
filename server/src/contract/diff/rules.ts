import type { DiffRule } from "./rule.ts";
import { delegateModelChanged } from "./rules/delegate-model-changed.ts";
import { delegateModelDowngraded } from "./rules/delegate-model-downgraded.ts";
import { delegateModelUpgraded } from "./rules/delegate-model-upgraded.ts";
import { delegationAdded } from "./rules/delegation-added.ts";
import { delegationDisabledByDefault } from "./rules/delegation-disabled-by-default.ts";
import { delegationDisclosed } from "./rules/delegation-disclosed.ts";
import { delegationDisclosureRemoved } from "./rules/delegation-disclosure-removed.ts";
import { delegationEnabledByDefault } from "./rules/delegation-enabled-by-default.ts";
import { delegationLimitLowered } from "./rules/delegation-limit-lowered.ts";
import { delegationLimitRaised } from "./rules/delegation-limit-raised.ts";
import { delegationMarginNarrowed } from "./rules/delegation-margin-narrowed.ts";
import { delegationMarginWidened } from "./rules/delegation-margin-widened.ts";
import { delegationRemoved } from "./rules/delegation-removed.ts";
import { delegationTermsChanged } from "./rules/delegation-terms-changed.ts";
import { fallbackAdded } from "./rules/fallback-added.ts";
import { fallbackProviderDefault } from "./rules/fallback-provider-default.ts";
import { fallbackProviderDefaultRemoved } from "./rules/fallback-provider-default-removed.ts";
import { fallbackRemoved } from "./rules/fallback-removed.ts";
import { fallbackReordered } from "./rules/fallback-reordered.ts";
import { fallbackSunsetChanged } from "./rules/fallback-sunset-changed.ts";
import { modelAliasUnpinned } from "./rules/model-alias-unpinned.ts";
import { modelChanged } from "./rules/model-changed.ts";
import { modelChoiceChanged } from "./rules/model-choice-changed.ts";
import { modelPinned } from "./rules/model-pinned.ts";
import { modelRegionChanged } from "./rules/model-region-changed.ts";
import { modelRetirementChanged } from "./rules/model-retirement-changed.ts";
import { modelRetirementPostponed } from "./rules/model-retirement-postponed.ts";
import { modelRetiresSoon } from "./rules/model-retires-soon.ts";
import { optChoiceChanged } from "./rules/opt-choice-changed.ts";
import { postprocessorAdded } from "./rules/postprocessor-added.ts";
import { postprocessorRemoved } from "./rules/postprocessor-removed.ts";
import { preprocessorAdded } from "./rules/preprocessor-added.ts";
import { preprocessorRemoved } from "./rules/preprocessor-removed.ts";
import { providerChanged } from "./rules/provider-changed.ts";
import { reasoningEffortLowered } from "./rules/reasoning-effort-lowered.ts";
import { reasoningEffortRaised } from "./rules/reasoning-effort-raised.ts";
import { roleAdded } from "./rules/role-added.ts";
import { roleMatchChanged } from "./rules/role-match-changed.ts";
import { roleRemoved } from "./rules/role-removed.ts";
import { routingRuleChanged } from "./rules/routing-rule-changed.ts";
import { stepVersionChanged } from "./rules/step-version-changed.ts";
import { stepsReordered } from "./rules/steps-reordered.ts";
import { toolAdded } from "./rules/tool-added.ts";
import { toolChoiceDeclared } from "./rules/tool-choice-declared.ts";
import { toolChoiceForced } from "./rules/tool-choice-forced.ts";
import { toolChoiceFreed } from "./rules/tool-choice-freed.ts";
import { toolChoiceUndeclared } from "./rules/tool-choice-undeclared.ts";
import { toolDescriptionChanged } from "./rules/tool-description-changed.ts";
import { toolKindChanged } from "./rules/tool-kind-changed.ts";
import { toolRemoved } from "./rules/tool-removed.ts";
import { toolRouteChanged } from "./rules/tool-route-changed.ts";
import { toolSchemaLoosened } from "./rules/tool-schema-loosened.ts";
import { toolSchemaTightened } from "./rules/tool-schema-tightened.ts";
import { toolsDeclared } from "./rules/tools-declared.ts";
import { toolsReordered } from "./rules/tools-reordered.ts";
import { toolsUndeclared } from "./rules/tools-undeclared.ts";
import { weightsChanged } from "./rules/weights-changed.ts";

/** Every kind of change that a diff knows, by subject. */
export const RULES: readonly DiffRule[] = [
  modelChanged,
  providerChanged,
  weightsChanged,
  modelRegionChanged,
  modelAliasUnpinned,
  modelPinned,
  modelChoiceChanged,
  modelRetiresSoon,
  modelRetirementPostponed,
  modelRetirementChanged,
  fallbackAdded,
  fallbackRemoved,
  fallbackProviderDefault,
  fallbackProviderDefaultRemoved,
  fallbackReordered,
  fallbackSunsetChanged,
  delegationEnabledByDefault,
  delegationDisabledByDefault,
  delegationAdded,
  delegationRemoved,
  delegateModelChanged,
  delegateModelDowngraded,
  delegateModelUpgraded,
  delegationDisclosureRemoved,
  delegationDisclosed,
  delegationLimitRaised,
  delegationLimitLowered,
  delegationMarginWidened,
  delegationMarginNarrowed,
  delegationTermsChanged,
  optChoiceChanged,
  roleRemoved,
  roleAdded,
  roleMatchChanged,
  routingRuleChanged,
  reasoningEffortLowered,
  reasoningEffortRaised,
  toolRemoved,
  toolAdded,
  toolsUndeclared,
  toolsDeclared,
  toolSchemaTightened,
  toolSchemaLoosened,
  toolDescriptionChanged,
  toolRouteChanged,
  toolKindChanged,
  toolsReordered,
  toolChoiceForced,
  toolChoiceFreed,
  toolChoiceDeclared,
  toolChoiceUndeclared,
  postprocessorAdded,
  postprocessorRemoved,
  preprocessorRemoved,
  preprocessorAdded,
  stepVersionChanged,
  stepsReordered,
];

/** The rule of an id. */
export function ruleOf(id: string): DiffRule | undefined {
  return RULES.find((rule) => rule.id === id);
}
