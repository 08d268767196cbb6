import { nearest } from "../../core/nearest.ts";
import type { Finding, Path } from "../problem.ts";
import { atKey, atValue, type Check, lacking } from "./check.ts";

/** A safety-critical surface fails closed: nothing else may answer, and nothing is merely observed. */
export const criticalFailsClosed: Check = function* ({ document }) {
  if (document.safety?.critical !== true) return;
  const why = "safety.critical is true, so";
  if (document.mode === "observe") {
    yield atValue(["mode"], `${why} the mode cannot be observe`, "write verify or enforce");
  }
  if ((document.delegation?.allow ?? []).length > 0) {
    yield atKey(["delegation", "allow"], `${why} no delegation is allowed`, "take the rules away");
  }
  if (document.delegation?.default === "allow") {
    yield atValue(["delegation", "default"], `${why} delegation cannot be allowed by default`, "write deny");
  }
  if ((document.fallbacks ?? []).length > 0) {
    yield atKey(["fallbacks"], `${why} no fallback is allowed`, "write fallbacks: []");
  }
  if (document.context?.truncation === "auto") {
    yield atValue(["context", "truncation"], `${why} the provider must not drop history by itself`, "write off");
  }
};

/** The provider's own fallbacks are named only where the contract says that it may choose. */
export const providerDefaultIsAllowed: Check = function* ({ document }) {
  const index = (document.fallbacks ?? []).indexOf("default");
  if (index === -1 || document.allow_provider_default === true) return;
  yield atValue(
    ["fallbacks", index],
    "the fallback default lets the provider choose any model",
    "add allow_provider_default: true if that is meant, or name the models",
  );
};

/** A delegation that saves money says what quality it may cost, and lets tenants choose. */
export const costIsDeclared: Check = function* ({ document }) {
  for (const [index, rule] of (document.delegation?.allow ?? []).entries()) {
    if (rule.reason !== "cost") continue;
    const path = ["delegation", "allow", index];
    const missing = [
      ...(rule.margin === undefined ? ["margin (the drop in quality that is ruled out)"] : []),
      ...(rule.opt === undefined ? ["opt (in or out)"] : []),
    ];
    if (missing.length > 0)
      yield { ...atValue(path, `a delegation for cost must declare ${missing.join(" and ")}`), lacking: true };
  }
};

/** Budgets are for signals that are declared, and say what they bound. */
export const budgetsNameSignals: Check = function* ({ document }) {
  const signals = Object.keys(document.signals ?? {});
  for (const [name, budget] of Object.entries(document.budgets ?? {})) {
    if (!signals.includes(name)) {
      const meant = nearest(name, signals);
      const hint = meant === undefined ? `declare it under signals` : `did you mean "${meant}"?`;
      yield atKey(["budgets", name], `there is no signal "${name}" for this budget`, hint);
    }
    if (budget.margin === undefined && budget.harm === undefined) {
      yield lacking(["budgets", name], "this budget bounds nothing", "give it a margin, a harm, or both");
    }
  }
};

/** A signal's range goes upwards. */
export const rangesGoUp: Check = function* ({ document }) {
  for (const [name, signal] of Object.entries(document.signals ?? {})) {
    const [low, high] = signal.range ?? [0, 1];
    if (low >= high)
      yield atValue(["signals", name, "range"], `the range goes from ${low} to ${high}; the first must be lower`);
  }
};

/** A model runs where the data may go. */
export const regionsAgree: Check = function* ({ document }) {
  const regions = document.data?.regions;
  if (regions === undefined) return;
  for (const [name, role] of Object.entries(document.roles)) {
    const region = role.model?.region;
    if (typeof region !== "string" || regions.includes(region)) continue;
    yield atValue(
      ["roles", name, "model", "region"],
      `the region ${region} is not one of data.regions (${regions.join(", ")})`,
    );
  }
};

/** Of one kind of context edit there is one that always holds, and `repeat` is for those that wait for a gap. */
export const editsAreClear: Check = function* ({ document }) {
  yield* edits(document.context?.edits, ["context", "edits"]);
  for (const [name, role] of Object.entries(document.roles))
    yield* edits(role.context?.edits, ["roles", name, "context", "edits"]);
};

interface WrittenEdit {
  readonly type: string;
  readonly when?: object | undefined;
  readonly repeat?: string | undefined;
}

function* edits(written: readonly WrittenEdit[] | undefined, path: Path): Generator<Finding> {
  const always = new Set<string>();
  for (const [index, edit] of (written ?? []).entries()) {
    if (edit.when !== undefined) continue;
    if (edit.repeat !== undefined) {
      yield atKey(
        [...path, index, "repeat"],
        "repeat is for an edit that waits for a gap",
        'add when: { idle: ">1h" }, or take repeat away',
      );
    }
    if (always.has(edit.type)) {
      yield atValue(
        [...path, index, "type"],
        `there is already an edit ${edit.type} that always holds`,
        'give one of them when: { idle: ">1h" }',
      );
    }
    always.add(edit.type);
  }
}
