import type { Contract, ResolvedDocument } from "./contract.ts";
import { compileMatch, isSubAgent, type Matcher, type RequestView } from "./match.ts";
import { UNKNOWN_ROLE } from "./voice.ts";

/** The role that a request speaks in. */
export interface MatchedRole {
  /** A role of the contract, or `unknown` where none matches and the contract takes that for a violation. */
  readonly role: string;
  /** False where no role of the contract is meant for such a request. */
  readonly known: boolean;
}

interface CompiledTraffic {
  /** Roles with conditions of their own, the most special first, then as in the document. */
  readonly roles: readonly { readonly name: string; readonly matcher: Matcher }[];
  readonly defaultRole: { readonly name: string; readonly matcher: Matcher | undefined } | undefined;
  readonly journeys: readonly { readonly name: string; readonly matcher: Matcher }[];
  readonly routing: readonly { readonly role: string; readonly matcher: Matcher }[];
}

// Resolved documents are frozen, so what was made of one holds as long as it lives.
const compiled = new WeakMap<ResolvedDocument, CompiledTraffic>();

/** What holds for an audience; the contract's own values for one that it does not declare. */
export function contractFor(contract: Contract, audience: string | undefined): ResolvedDocument {
  return (audience === undefined ? undefined : contract.audiences.get(audience)) ?? contract.base;
}

/** The journeys that a request belongs to: those asserted in the view, and those that the contract recognises. */
export function journeysOf(contract: Contract, view: RequestView, audience?: string): readonly string[] {
  const recognised = trafficOf(contractFor(contract, audience))
    .journeys.filter(({ matcher }) => matcher.holds(view))
    .map(({ name }) => name);
  return [...new Set([...view.journeys, ...recognised])];
}

/**
 * The role of a request. A role whose own conditions all hold wins, the one with the most
 * conditions first, then the first in the document. Then a routing rule decides, then the default
 * role speaks, if its own conditions (it may have some) hold.
 *
 * A request that says that a sub-agent or another special voice sends it, and that no role with
 * conditions matches, is a voice that the contract does not know; so is one that even the default
 * role is not meant for.
 */
export function matchRole(contract: Contract, audience: string | undefined, view: RequestView): MatchedRole {
  const document = contractFor(contract, audience);
  const { roles, defaultRole, routing } = trafficOf(document);
  const special = roles.find(({ matcher }) => matcher.holds(view));
  if (special !== undefined) return { role: special.name, known: true };
  const rule = routing.find(({ matcher }) => matcher.holds(view));
  if (rule !== undefined) return { role: rule.role, known: true };
  const meant =
    defaultRole !== undefined && (defaultRole.matcher?.holds(view) ?? true) && !isSpecialVoice(contract, view);
  if (meant) return { role: defaultRole.name, known: true };
  if (document.unknown_role === "main" && defaultRole !== undefined) return { role: defaultRole.name, known: false };
  return { role: UNKNOWN_ROLE, known: false };
}

/** Whether a request names itself as another voice than the main one; with a single role there is no other. */
function isSpecialVoice(contract: Contract, { facts }: RequestView): boolean {
  if (Object.keys(contract.base.roles).length === 1) return false;
  const { requestClass } = facts.hints;
  return isSubAgent(facts) || (requestClass !== undefined && requestClass !== "main");
}

function trafficOf(document: ResolvedDocument): CompiledTraffic {
  let traffic = compiled.get(document);
  if (traffic === undefined) {
    traffic = compileTraffic(document);
    compiled.set(document, traffic);
  }
  return traffic;
}

function compileTraffic(document: ResolvedDocument): CompiledTraffic {
  const all = Object.entries(document.roles).map(([name, role]) => ({
    name,
    matcher: role.match === undefined ? undefined : compileMatch(role.match),
  }));
  const single = all.length === 1 ? all[0] : undefined;
  const roles = all.flatMap(({ name, matcher }) =>
    matcher === undefined || matcher.isDefault || matcher.conditions === 0 || name === single?.name
      ? []
      : [{ name, matcher }],
  );
  return {
    // The sort is stable: among equals the first in the document comes first.
    roles: roles.sort((a, b) => b.matcher.conditions - a.matcher.conditions),
    defaultRole: single ?? all.find(({ matcher }) => matcher?.isDefault === true),
    journeys: Object.entries(document.journeys ?? {}).flatMap(([name, journey]) =>
      journey.match === undefined ? [] : [{ name, matcher: compileMatch(journey.match) }],
    ),
    routing: (document.routing ?? []).map((rule) => ({
      role: rule.use.replace(/^role:/, ""),
      matcher: compileMatch(rule.when),
    })),
  };
}
