import type { ContextEdit } from "../wire/context-edits.ts";
import { formatContextEdits } from "../wire/context-edits.ts";
import { canonicalTextDigest } from "../wire/json/canonical-text.ts";
import type { FieldName, FieldValues, WireFormat } from "../wire/facts.ts";
import { toolOrderDigest } from "../wire/tool-digests.ts";
import { type Bounds, isBounds, mapBounds, readBounds } from "./bounds.ts";
import { compileTools, type ContractedTool, contractedToolsDigests } from "./contracted-tools.ts";
import type { Contract, Frozen, ResolvedDocument } from "./contract.ts";
import type { RoleDocument, ToolKind } from "./document/role.ts";
import type { EditDocument } from "./document/state.ts";
import { type ContractedPrompt, compilePrompt } from "./prompt.ts";
import { contractFor } from "./resolution.ts";
import type { SeverityContext } from "./violations.ts";
import { UNKNOWN_ROLE } from "./voice.ts";

/** The model of a role, beyond its id. */
export interface ContractedModel {
  readonly provider?: string;
  /** The dated id that the contracted id stands for. */
  readonly snapshot?: string;
  readonly pinned: boolean;
  readonly region?: string;
}

/** Another model that the contract lets answer; an absent id means any, by the provider's choice. */
export interface ContractedFallback {
  readonly provider?: string;
  readonly id?: string;
  /** The day after which its use is stale, `2026-12-31`. */
  readonly sunset?: string;
}

/** What a contract says of one role for one audience; what is absent is not contracted. */
export interface ContractedRole {
  readonly role: string;
  readonly audience?: string;
  /** The contract as people write it: `code-assistant@3.2.0`. */
  readonly name: string;
  /** False for the voice that no role of the contract matches: then nothing else is contracted. */
  readonly known: boolean;
  /** The compared fields, in the units of `FieldValues`. */
  readonly fields: { readonly [Name in FieldName]?: Bounds<NonNullable<FieldValues[Name]>> };
  readonly model: ContractedModel;
  readonly fallbacks: readonly ContractedFallback[];
  readonly tools?: readonly ContractedTool[];
  /** What tools do, by name, for behaviour signals; of those of which the contract says so. */
  readonly toolKinds: ReadonlyMap<string, ToolKind>;
  /** Digests of the tools together as requests carry them, where all are contracted in full. */
  readonly toolsDigests?: Readonly<Record<WireFormat, string>>;
  readonly toolChoice?: string;
  readonly betas?: readonly string[];
  readonly prompt?: ContractedPrompt;
  /** As written; `editsAt` says which of them hold for a request. */
  readonly edits?: readonly Frozen<EditDocument>[];
  /** Tokens at which the history is summarised, by a provider's edit or by the client. */
  readonly compactionTrigger?: number;
  readonly serviceTier?: string;
  /** Which reasoning later requests carry: `all_turns`, `current_turn` or `none`. */
  readonly carryover?: string;
  /** What the severity of a violation depends on. */
  readonly severity: SeverityContext;
  /** Whether a voice that no role matches counts as the default role. */
  readonly unknownIsMain: boolean;
}

// Resolved documents are frozen, so what was made of one holds as long as it lives.
const compiled = new WeakMap<ResolvedDocument, Map<string, ContractedRole>>();

/**
 * What a contract says of a role for an audience. For a role that it does not have (`unknown`)
 * nothing is contracted.
 */
export function contractedValues(contract: Contract, audience: string | undefined, role: string): ContractedRole {
  const document = contractFor(contract, audience);
  let roles = compiled.get(document);
  if (roles === undefined) {
    roles = new Map();
    compiled.set(document, roles);
  }
  // Names come from outside: what is remembered is bounded by the roles that there are.
  const name = Object.hasOwn(document.roles, role) ? role : UNKNOWN_ROLE;
  let contracted = roles.get(name);
  if (contracted === undefined) {
    const declared = document === contract.base ? undefined : audience;
    contracted = Object.freeze(compileRole(contract, document, declared, name));
    roles.set(name, contracted);
  }
  return contracted;
}

function compileRole(
  contract: Contract,
  document: ResolvedDocument,
  audience: string | undefined,
  name: string,
): ContractedRole {
  const role: Frozen<RoleDocument> = document.roles[name] ?? {};
  const known = Object.hasOwn(document.roles, name);
  const edits = editsOf(role);
  const trigger = role.context?.compaction?.trigger_tokens;
  const tier = document.economics?.service_tier;
  const prompt = compilePrompt(role.system);
  const tools = role.tools === undefined ? undefined : compileTools(role.tools);
  const toolsDigests = tools === undefined ? undefined : contractedToolsDigests(tools);
  return {
    role: name,
    ...(audience === undefined ? {} : { audience }),
    name: `${contract.surface}@${contract.version}`,
    known,
    fields: present({
      model: readBounds<string>(role.model?.id),
      weights: readBounds<string>(role.model?.weights ?? undefined),
      effort: readBounds<string>(role.reasoning?.effort),
      thinking: thinkingBounds(role),
      max_tokens: readBounds<number>(role.output?.max_tokens),
      temperature: readBounds<number>(role.sampling?.temperature),
      tool_order_digest: role.tools && { value: toolOrderDigest(role.tools.map((tool) => tool.name)) },
      cache_ttl: readBounds<string>(role.cache?.prompt?.ttl),
      context_edits: edits && {
        value: formatContextEdits(edits.filter(({ when }) => when === undefined).map(plainEdit)),
      },
      response_format: responseFormat(role),
      betas: role.betas && { value: [...new Set(role.betas)].sort().join(",") },
    }),
    model: {
      ...present({
        provider: role.model?.provider,
        snapshot: role.model?.snapshot,
        region: role.model?.region ?? undefined,
      }),
      pinned: role.model?.pinned === true,
    },
    fallbacks: (document.fallbacks ?? []).map((fallback) => (fallback === "default" ? {} : present(fallback))),
    ...(tools === undefined ? {} : { tools }),
    toolKinds: new Map(role.tools?.flatMap(({ name: tool, kind }) => (kind === undefined ? [] : [[tool, kind]]))),
    ...(toolsDigests === undefined ? {} : { toolsDigests }),
    ...(role.tool_choice === undefined ? {} : { toolChoice: role.tool_choice }),
    ...(role.betas === undefined ? {} : { betas: role.betas }),
    ...(prompt === undefined ? {} : { prompt }),
    ...(edits === undefined ? {} : { edits }),
    ...(trigger === undefined ? {} : { compactionTrigger: trigger }),
    ...(tier === undefined ? {} : { serviceTier: tier }),
    ...(role.reasoning?.carryover === undefined ? {} : { carryover: role.reasoning.carryover }),
    severity: {
      mode: document.mode,
      safetyCritical: document.safety?.critical === true,
      overrides: document.violations ?? {},
    },
    unknownIsMain: document.unknown_role === "main",
  };
}

/** The members that are there, typed so that an absent one is absent and not `undefined`. */
function present<T extends object>(members: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  const entries = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [Key in keyof T]?: Exclude<T[Key], undefined> };
}

/** What is contracted of a role's thinking, in the words of `FieldValues`. */
export function thinkingBounds({ reasoning }: Frozen<RoleDocument>): Bounds<string> | undefined {
  const thinking = reasoning?.thinking;
  if (thinking === undefined) return undefined;
  if (typeof thinking === "object" && "budget_tokens" in thinking) {
    return mapBounds(readBounds<number>(thinking.budget_tokens), (budget) => `enabled:${budget}`);
  }
  return mapBounds(readBounds<unknown>(thinking), (value) => {
    const budget =
      typeof value === "object" && value !== null && "budget_tokens" in value ? value.budget_tokens : undefined;
    if (budget === undefined) return String(value);
    const tokens = isBounds(budget) ? budget.default : budget;
    return tokens === undefined ? "enabled" : `enabled:${Number(tokens)}`;
  });
}

function responseFormat({ output }: Frozen<RoleDocument>): Bounds<string> | undefined {
  const schema = output?.schema;
  if (schema === undefined) return undefined;
  return { value: schema === null ? "text" : `json_schema:${canonicalTextDigest(schema)}` };
}

/** A role that does not think has no thinking to clear; providers refuse the edit then. */
function editsOf({ context, reasoning }: Frozen<RoleDocument>): readonly Frozen<EditDocument>[] | undefined {
  const edits = context?.edits;
  return reasoning?.thinking === "disabled" ? edits?.filter((edit) => edit.type !== "clear_thinking") : edits;
}

/** An edit without what says when it holds. */
export function plainEdit({ type, keep, trigger }: Frozen<EditDocument>): ContextEdit {
  return { type, ...(keep === undefined ? {} : { keep }), ...(trigger === undefined ? {} : { trigger }) };
}
