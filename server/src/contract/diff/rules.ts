import type { DiffRule } from "./rule.ts";
import { annotationChanged } from "./rules/annotation-changed.ts";
import { audienceConverged } from "./rules/audience-converged.ts";
import { audienceDiverged } from "./rules/audience-diverged.ts";
import { betasChanged } from "./rules/betas-changed.ts";
import { boundsChanged } from "./rules/bounds-changed.ts";
import { budgetNarrowed } from "./rules/budget-narrowed.ts";
import { budgetPeriodChanged } from "./rules/budget-period-changed.ts";
import { budgetWidened } from "./rules/budget-widened.ts";
import { cacheBreakpointAdded } from "./rules/cache-breakpoint-added.ts";
import { cacheBreakpointRemoved } from "./rules/cache-breakpoint-removed.ts";
import { cachePrefixInvalidated } from "./rules/cache-prefix-invalidated.ts";
import { cacheTtlLengthened } from "./rules/cache-ttl-lengthened.ts";
import { cacheTtlShortened } from "./rules/cache-ttl-shortened.ts";
import { compactionDisabled } from "./rules/compaction-disabled.ts";
import { compactionEnabled } from "./rules/compaction-enabled.ts";
import { compactionTriggerLowered } from "./rules/compaction-trigger-lowered.ts";
import { compactionTriggerRaised } from "./rules/compaction-trigger-raised.ts";
import { contextEditAdded } from "./rules/context-edit-added.ts";
import { contextEditLimited } from "./rules/context-edit-limited.ts";
import { contextEditRemoved } from "./rules/context-edit-removed.ts";
import { contextEditRepeats } from "./rules/context-edit-repeats.ts";
import { contextEditTriggerLowered } from "./rules/context-edit-trigger-lowered.ts";
import { contextEditTriggerRaised } from "./rules/context-edit-trigger-raised.ts";
import { contextKeepRaised } from "./rules/context-keep-raised.ts";
import { contextKeepReduced } from "./rules/context-keep-reduced.ts";
import { conversationPinned } from "./rules/conversation-pinned.ts";
import { conversationUnpinned } from "./rules/conversation-unpinned.ts";
import { dataRetentionExtended } from "./rules/data-retention-extended.ts";
import { dataRetentionShortened } from "./rules/data-retention-shortened.ts";
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
import { effortDeclared } from "./rules/effort-declared.ts";
import { effortInheritedFromProvider } from "./rules/effort-inherited-from-provider.ts";
import { fallbackAdded } from "./rules/fallback-added.ts";
import { fallbackProviderDefaultRemoved } from "./rules/fallback-provider-default-removed.ts";
import { fallbackProviderDefault } from "./rules/fallback-provider-default.ts";
import { fallbackRemoved } from "./rules/fallback-removed.ts";
import { fallbackReordered } from "./rules/fallback-reordered.ts";
import { fallbackSunsetChanged } from "./rules/fallback-sunset-changed.ts";
import { gateAdded } from "./rules/gate-added.ts";
import { gateRemoved } from "./rules/gate-removed.ts";
import { journeyChanged } from "./rules/journey-changed.ts";
import { maxOutputTokensLowered } from "./rules/max-output-tokens-lowered.ts";
import { maxOutputTokensRaised } from "./rules/max-output-tokens-raised.ts";
import { modeStrengthened } from "./rules/mode-strengthened.ts";
import { modeWeakened } from "./rules/mode-weakened.ts";
import { modelAliasUnpinned } from "./rules/model-alias-unpinned.ts";
import { modelChanged } from "./rules/model-changed.ts";
import { modelChoiceChanged } from "./rules/model-choice-changed.ts";
import { modelPinned } from "./rules/model-pinned.ts";
import { modelRegionChanged } from "./rules/model-region-changed.ts";
import { modelRetirementChanged } from "./rules/model-retirement-changed.ts";
import { modelRetirementPostponed } from "./rules/model-retirement-postponed.ts";
import { modelRetiresSoon } from "./rules/model-retires-soon.ts";
import { optChoiceChanged } from "./rules/opt-choice-changed.ts";
import { outputSchemaNarrowed } from "./rules/output-schema-narrowed.ts";
import { outputSchemaWidened } from "./rules/output-schema-widened.ts";
import { postprocessorAdded } from "./rules/postprocessor-added.ts";
import { postprocessorRemoved } from "./rules/postprocessor-removed.ts";
import { preprocessorAdded } from "./rules/preprocessor-added.ts";
import { preprocessorRemoved } from "./rules/preprocessor-removed.ts";
import { priceLowered } from "./rules/price-lowered.ts";
import { priceRaised } from "./rules/price-raised.ts";
import { provenanceStrengthened } from "./rules/provenance-strengthened.ts";
import { provenanceWeakened } from "./rules/provenance-weakened.ts";
import { providerChanged } from "./rules/provider-changed.ts";
import { reasoningCarryoverNarrowed } from "./rules/reasoning-carryover-narrowed.ts";
import { reasoningCarryoverWidened } from "./rules/reasoning-carryover-widened.ts";
import { reasoningEffortLowered } from "./rules/reasoning-effort-lowered.ts";
import { reasoningEffortRaised } from "./rules/reasoning-effort-raised.ts";
import { regionNarrowed } from "./rules/region-narrowed.ts";
import { regionWidened } from "./rules/region-widened.ts";
import { roleAdded } from "./rules/role-added.ts";
import { roleMatchChanged } from "./rules/role-match-changed.ts";
import { roleRemoved } from "./rules/role-removed.ts";
import { routingRuleChanged } from "./rules/routing-rule-changed.ts";
import { safetyCriticalAdded } from "./rules/safety-critical-added.ts";
import { safetyCriticalRemoved } from "./rules/safety-critical-removed.ts";
import { samplingChanged } from "./rules/sampling-changed.ts";
import { serviceTierChanged } from "./rules/service-tier-changed.ts";
import { serviceTierLowered } from "./rules/service-tier-lowered.ts";
import { serviceTierRaised } from "./rules/service-tier-raised.ts";
import { signalAdded } from "./rules/signal-added.ts";
import { signalChanged } from "./rules/signal-changed.ts";
import { signalRemoved } from "./rules/signal-removed.ts";
import { slaRaised } from "./rules/sla-raised.ts";
import { slaWeakened } from "./rules/sla-weakened.ts";
import { stepVersionChanged } from "./rules/step-version-changed.ts";
import { stepsReordered } from "./rules/steps-reordered.ts";
import { systemPromptChanged } from "./rules/system-prompt-changed.ts";
import { systemPromptLengthLimitAdded } from "./rules/system-prompt-length-limit-added.ts";
import { systemPromptLengthLimitRemoved } from "./rules/system-prompt-length-limit-removed.ts";
import { systemPromptReordered } from "./rules/system-prompt-reordered.ts";
import { termChanged } from "./rules/term-changed.ts";
import { thinkingBudgetLowered } from "./rules/thinking-budget-lowered.ts";
import { thinkingBudgetRaised } from "./rules/thinking-budget-raised.ts";
import { thinkingChanged } from "./rules/thinking-changed.ts";
import { thinkingDisabled } from "./rules/thinking-disabled.ts";
import { thinkingDisplayChanged } from "./rules/thinking-display-changed.ts";
import { thinkingDisplayOmitted } from "./rules/thinking-display-omitted.ts";
import { thinkingDisplayShown } from "./rules/thinking-display-shown.ts";
import { thinkingEnabled } from "./rules/thinking-enabled.ts";
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
import { truncationDisabled } from "./rules/truncation-disabled.ts";
import { truncationEnabled } from "./rules/truncation-enabled.ts";
import { verbosityChanged } from "./rules/verbosity-changed.ts";
import { verbosityLowered } from "./rules/verbosity-lowered.ts";
import { verbosityRaised } from "./rules/verbosity-raised.ts";
import { versionNotBumped } from "./rules/version-not-bumped.ts";
import { violationSeverityLowered } from "./rules/violation-severity-lowered.ts";
import { violationSeverityRaised } from "./rules/violation-severity-raised.ts";
import { volatileSectionAdded } from "./rules/volatile-section-added.ts";
import { volatileSectionRemoved } from "./rules/volatile-section-removed.ts";
import { weightsChanged } from "./rules/weights-changed.ts";

/** Every kind of change that a diff knows, by subject. The last two go by what those before them found. */
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
  thinkingDisabled,
  thinkingEnabled,
  thinkingBudgetLowered,
  thinkingBudgetRaised,
  thinkingChanged,
  reasoningCarryoverNarrowed,
  reasoningCarryoverWidened,
  effortInheritedFromProvider,
  effortDeclared,
  thinkingDisplayOmitted,
  thinkingDisplayShown,
  thinkingDisplayChanged,
  boundsChanged,
  maxOutputTokensLowered,
  maxOutputTokensRaised,
  outputSchemaNarrowed,
  outputSchemaWidened,
  verbosityLowered,
  verbosityRaised,
  verbosityChanged,
  samplingChanged,
  betasChanged,
  contextEditAdded,
  contextEditRemoved,
  contextEditRepeats,
  contextEditLimited,
  contextKeepReduced,
  contextKeepRaised,
  contextEditTriggerLowered,
  contextEditTriggerRaised,
  compactionEnabled,
  compactionDisabled,
  compactionTriggerLowered,
  compactionTriggerRaised,
  truncationEnabled,
  truncationDisabled,
  cacheTtlShortened,
  cacheTtlLengthened,
  cacheBreakpointRemoved,
  cacheBreakpointAdded,
  cachePrefixInvalidated,
  slaWeakened,
  slaRaised,
  priceRaised,
  priceLowered,
  serviceTierLowered,
  serviceTierRaised,
  serviceTierChanged,
  regionWidened,
  regionNarrowed,
  dataRetentionExtended,
  dataRetentionShortened,
  provenanceWeakened,
  provenanceStrengthened,
  modeWeakened,
  modeStrengthened,
  conversationUnpinned,
  conversationPinned,
  safetyCriticalRemoved,
  safetyCriticalAdded,
  budgetWidened,
  budgetNarrowed,
  budgetPeriodChanged,
  gateRemoved,
  gateAdded,
  violationSeverityLowered,
  violationSeverityRaised,
  journeyChanged,
  signalRemoved,
  signalAdded,
  signalChanged,
  audienceDiverged,
  audienceConverged,
  annotationChanged,
  systemPromptLengthLimitAdded,
  systemPromptLengthLimitRemoved,
  systemPromptChanged,
  systemPromptReordered,
  volatileSectionAdded,
  volatileSectionRemoved,
  termChanged,
  versionNotBumped,
];

/** The rule of an id. */
export function ruleOf(id: string): DiffRule | undefined {
  return RULES.find((rule) => rule.id === id);
}
