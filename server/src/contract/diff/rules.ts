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
import { effortDeclared } from "./rules/effort-declared.ts";
import { effortInheritedFromProvider } from "./rules/effort-inherited-from-provider.ts";
import { gateAdded } from "./rules/gate-added.ts";
import { gateRemoved } from "./rules/gate-removed.ts";
import { journeyChanged } from "./rules/journey-changed.ts";
import { maxOutputTokensLowered } from "./rules/max-output-tokens-lowered.ts";
import { maxOutputTokensRaised } from "./rules/max-output-tokens-raised.ts";
import { modelRegionChanged } from "./rules/model-region-changed.ts";
import { modeStrengthened } from "./rules/mode-strengthened.ts";
import { modeWeakened } from "./rules/mode-weakened.ts";
import { priceLowered } from "./rules/price-lowered.ts";
import { priceRaised } from "./rules/price-raised.ts";
import { provenanceStrengthened } from "./rules/provenance-strengthened.ts";
import { provenanceWeakened } from "./rules/provenance-weakened.ts";
import { reasoningCarryoverNarrowed } from "./rules/reasoning-carryover-narrowed.ts";
import { reasoningCarryoverWidened } from "./rules/reasoning-carryover-widened.ts";
import { reasoningEffortLowered } from "./rules/reasoning-effort-lowered.ts";
import { reasoningEffortRaised } from "./rules/reasoning-effort-raised.ts";
import { regionNarrowed } from "./rules/region-narrowed.ts";
import { regionWidened } from "./rules/region-widened.ts";
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
import { thinkingBudgetLowered } from "./rules/thinking-budget-lowered.ts";
import { thinkingBudgetRaised } from "./rules/thinking-budget-raised.ts";
import { thinkingChanged } from "./rules/thinking-changed.ts";
import { thinkingDisabled } from "./rules/thinking-disabled.ts";
import { thinkingDisplayChanged } from "./rules/thinking-display-changed.ts";
import { thinkingDisplayOmitted } from "./rules/thinking-display-omitted.ts";
import { thinkingDisplayShown } from "./rules/thinking-display-shown.ts";
import { thinkingEnabled } from "./rules/thinking-enabled.ts";
import { truncationDisabled } from "./rules/truncation-disabled.ts";
import { truncationEnabled } from "./rules/truncation-enabled.ts";
import { verbosityChanged } from "./rules/verbosity-changed.ts";
import { verbosityLowered } from "./rules/verbosity-lowered.ts";
import { verbosityRaised } from "./rules/verbosity-raised.ts";
import { violationSeverityLowered } from "./rules/violation-severity-lowered.ts";
import { violationSeverityRaised } from "./rules/violation-severity-raised.ts";
import { systemPromptChanged } from "./rules/system-prompt-changed.ts";
import { systemPromptReordered } from "./rules/system-prompt-reordered.ts";
import { termChanged } from "./rules/term-changed.ts";
import { volatileSectionAdded } from "./rules/volatile-section-added.ts";
import { volatileSectionRemoved } from "./rules/volatile-section-removed.ts";
import { versionNotBumped } from "./rules/version-not-bumped.ts";

/** Every kind of change that a diff knows, by subject. The last two go by what those before them found. */
export const RULES: readonly DiffRule[] = [
  reasoningEffortLowered,
  reasoningEffortRaised,
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
  modelRegionChanged,
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
