/** What the first contract of a product is made from. */
export interface TemplateValues {
  /** Lower-case letters, digits and hyphens. */
  readonly surface: string;
  readonly provider: string;
  readonly model: string;
}

/** The values of a contract that nobody has named yet. */
export const TEMPLATE_VALUES: TemplateValues = {
  surface: "my-product",
  provider: "anthropic",
  model: "claude-opus-4-6",
};

/**
 * The commented contract that `bellwether init` writes. It begins under `observe`: nothing is
 * refused and nothing altered, everything is recorded.
 */
export function contractTemplate({ surface, provider, model }: TemplateValues = TEMPLATE_VALUES): string {
  return `# The contract of ${surface}: what the people who rely on it can rely on.
# What you do not declare is not contracted: it is recorded, and never judged.
# Check it with: bellwether contract check FILE
bellwether: 1
surface: ${surface}
version: 0.1.0                  # semantic; a registered version never changes

# observe   record everything, refuse and alter nothing (begin here)
# verify    refuse what departs from the contract, never alter a byte
# enforce   also fill in what a client leaves out
mode: observe

# A product with one voice writes its values here. One with several (sub-agents, titles,
# compaction) writes them under roles, each with a match that says how to tell it.
model:
  provider: ${provider}
  id: ${model}
  # snapshot: ${model}-20260115   # the dated model behind the alias
  # pinned: true                  # no other snapshot may answer

reasoning:
  # A value left out is the provider's default, and that may move without anyone telling you.
  # A plain value is fixed; bounds say what may be chosen instead, and by whom.
  effort: { default: high, min: medium, by: [user, client] }
  # thinking: adaptive            # adaptive, enabled, disabled or { budget_tokens: 8000 }

# system:                         # prompts are contracted by their digest
#   - { id: identity, file: prompts/identity.md }
#   - { id: date, volatile: true, pattern: "^Today is .*$" }

# tools:                          # all tools that requests offer
#   - { name: search, schema: schemas/search.json, kind: read }

# output: { max_tokens: { default: 32000, max: 64000 } }
# cache: { prompt: { ttl: 1h } }
# context: { edits: [] }          # [] says: no context edit, ever

# Who may answer in place of the contracted model: nobody, unless you say so.
delegation: { default: deny }
fallbacks: []

conversation: pinned              # a session keeps the version that it began with
provenance: best_effort           # required: an exchange that cannot be recorded is refused

# audiences:                      # what is different for a slice of users
#   free: { reasoning: { effort: medium } }

# journeys:                       # heavy traffic, seen first where regressions hit first
#   ci: { match: { header: "user-agent ~ /ci/" }, weight: heavy }

# signals:                        # what is measured, and how far it may drift
#   resolved: { source: score, orientation: higher, range: [0, 1], unit: session, window: 24h }
# budgets:
#   resolved: { margin: 0.03, harm: 0.01, per: 30d }

# violations:                     # severities that differ from the defaults
#   BETAS_MISMATCH: note          # note, alert or reject
`;
}
