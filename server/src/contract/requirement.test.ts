import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import {
  checkRequirements,
  formatRequirement,
  parseRequirements,
  requirementError,
  type Requirement,
  type RequirementFacts,
} from "./requirement.ts";
import { EFFORTS } from "./scales.ts";

const DIGEST = `sha256:${"ab".repeat(32)}` as const;
const FACTS: RequirementFacts = {
  digest: DIGEST,
  model: "claude-opus-4-6-20260115",
  provider: "anthropic",
  region: "us",
  effort: "high",
  thinking: "adaptive",
  maxTokens: 32_000,
  canRefuseSubstitution: true,
  canRefuseDelegation: true,
};

function parsed(header: string): readonly Requirement[] {
  const result = parseRequirements(header);
  if (!result.ok) throw result.error;
  return result.requirements;
}

function reasons(header: string, facts: RequirementFacts = FACTS): string[] {
  return checkRequirements(parsed(header), facts).map(({ reason }) => reason);
}

describe("a demand is honoured", () => {
  test("where all of it holds", () => {
    const header = `digest=${DIGEST}; substitution=none; delegation=none; effort>=high; model=claude-opus-4-6; max_tokens>=1000;`;
    expect(reasons(header)).toEqual([]);
  });

  test("by any of several models, and by a model's dated snapshot", () => {
    expect(reasons("model=claude-haiku-4-5,claude-opus-4-6")).toEqual([]);
    expect(reasons("model=claude-opus-4-6-20260115")).toEqual([]);
  });

  test("when there is none", () => {
    expect(parsed("")).toEqual([]);
    expect(parsed(" ; ")).toEqual([]);
  });
});

describe("a demand is refused", () => {
  test("with the reason", () => {
    expect(reasons("effort>=xhigh; model=claude-opus-4; region=eu")).toEqual([
      "effort>=xhigh: it is high",
      "model=claude-opus-4: it is claude-opus-4-6-20260115",
      "region=eu: it is us",
    ]);
  });

  test("where nobody knows whether it holds", () => {
    const nothing = { canRefuseSubstitution: false, canRefuseDelegation: false };
    expect(
      reasons(
        `digest=${DIGEST}; effort>=none; max_tokens<=1; thinking=adaptive; substitution=none; delegation=none`,
        nothing,
      ),
    ).toHaveLength(6);
  });

  test("as one error with all reasons", () => {
    const error = requirementError(checkRequirements(parsed("effort>high; region=eu"), FACTS));
    expect(error.code).toBe("requirement_unmet");
    expect(error.kind.status).toBe(412);
    expect(error.message).toContain("effort>high: it is high; region=eu: it is us");
  });
});

describe("a demand that is not understood is an error", () => {
  const cases: Readonly<Record<string, string>> = {
    "efort>=high": 'did you mean "effort"?',
    speed: "is no demand",
    "effort>=hgih": "is not one of none, minimal, low",
    "model>=m": "has no order",
    "digest=sha256:12": "64 lower-case hex digits",
    "substitution=maybe": "none or declared",
    "max_tokens>=many": "a whole number",
    "model=a,,b": "an empty model",
    "effort=": "is no demand",
    "digest=": "is no demand",
    "__proto__=1": "cannot be demanded",
  };
  for (const [header, words] of Object.entries(cases)) {
    test(header, () => {
      const result = parseRequirements(`substitution=none; ${header}`);
      expect(result.ok).toBe(false);
      if (result.ok) return;
      expect(result.error.code).toBe("requirement_invalid");
      expect(result.error.message).toContain(words);
    });
  }

  test("however it is written: nothing is passed over", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const demands = text.split(";").filter((part) => part.trim() !== "");
        const result = parseRequirements(text);
        if (result.ok) expect(result.requirements).toHaveLength(demands.length);
      }),
    );
  });
});

test("demands are written as they are read", () => {
  const header = `digest=${DIGEST}; substitution=none; effort>=high; max_tokens<9; model=a,b`;
  expect(parsed(header).map(formatRequirement).join("; ")).toBe(header);
});

test("a lower effort never meets what a higher one does not", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...EFFORTS),
      fc.constantFrom(...EFFORTS),
      fc.constantFrom(...EFFORTS),
      (low, high, floor) => {
        fc.pre(EFFORTS.indexOf(low) <= EFFORTS.indexOf(high));
        const unmet = (effort: string): number => reasons(`effort>=${floor}`, { ...FACTS, effort }).length;
        expect(unmet(low)).toBeGreaterThanOrEqual(unmet(high));
      },
    ),
  );
});
