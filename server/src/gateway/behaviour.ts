import type { ContractedRole } from "../contract/contracted.ts";
import type { RecordParts } from "../exchange/record.ts";
import type { SchemaCheck } from "../quality/evaluators/schema-check.ts";
import type { Mark } from "../session/deeds/call-deed.ts";
import { type Counts, readDeeds } from "../session/deeds/read-deeds.ts";
import { type Spawn, spawnsIn } from "../session/deeds/spawns.ts";
import type { SpeechReader } from "../session/deeds/speech.ts";
import type { WireCodec } from "../wire/codec.ts";
import type { AnswerContent, CallContent } from "../wire/content.ts";
import type { RequestFacts, ToolFact } from "../wire/facts.ts";
import type { Conceal } from "../wire/json/element-memo.ts";
import type { ScannedBody } from "../wire/json/scan.ts";
import { unlessTooDeep } from "../wire/json/too-deep.ts";
import { parsed } from "../wire/json/value.ts";

/** What reading behaviour takes. */
export interface BehaviourPorts {
  readonly speech: SpeechReader;
  /** Marks texts of a tenant. */
  readonly mark: (tenant: string) => Mark;
  /** Readies the schema of a tool's arguments. */
  readonly schemaCheck: (schema: unknown) => SchemaCheck;
}

/** What an exchange did, for signals and invariants; nothing of its content is in it. */
export interface Behaviour {
  readonly columns: RecordParts;
  /** Tools whose calls have arguments that do not fit, each once. */
  readonly unfit: readonly string[];
  /** The sub-agents that it asks for. */
  readonly spawns: readonly Spawn[];
}

/** Reads what an exchange did, when its answer is over. @param answer absent where there was none. */
export type ReadBehaviour = (answer: AnswerContent | undefined) => Behaviour;

/** A request, as far as it has to be kept until its answer is over. */
export interface BehaviourOf {
  readonly tenant: string;
  readonly conceal: Conceal;
  readonly codec: WireCodec;
  readonly facts: RequestFacts;
  readonly scanned: ScannedBody;
  readonly contracted: ContractedRole;
}

/** What is longer is not held against a schema: it is a file that is written, and no mistake of a model's. */
const MOST_ARGUMENTS = 64 * 1024;
/** Characters of a schema that is readied; those of real tools have one or two thousand. */
const MOST_SCHEMA = 4 * 1024;

/** Makes what reads an exchange's behaviour: the text of it is in memory until its answer is over, and kept nowhere. */
export function behaviourOf(ports: BehaviourPorts, of: BehaviourOf): ReadBehaviour {
  return (answer) => {
    const { codec, scanned, facts, contracted, tenant, conceal } = of;
    const calls = answer?.toolCalls ?? NO_CALLS;
    const fits = calls.length === 0 ? NO_FITS : fitsOf(calls, checksOf(of, ports.schemaCheck));
    const { deeds, counts } = readDeeds(
      { brought: codec.content.brought(scanned, facts.messages), answer, fits },
      { mark: ports.mark(tenant), speech: ports.speech, kinds: contracted.toolKinds },
    );
    const columns = unlessNothing(deeds, counts);
    if (calls.length === 0) return { columns, unfit: NO_NAMES, spawns: NO_SPAWNS };
    const unfit = calls.filter((_call, index) => fits[index] === false).map(({ name }) => name);
    return { columns, unfit: [...new Set(unfit)], spawns: spawnsIn(calls, conceal) };
  };
}

const NO_CALLS: readonly CallContent[] = [];
const NO_FITS: readonly undefined[] = [];
const NO_NAMES: readonly string[] = [];
const NO_SPAWNS: readonly Spawn[] = [];

function unlessNothing(deeds: readonly string[], counts: Counts): RecordParts {
  const counted = Object.keys(counts).length === 0 ? {} : { counts };
  return deeds.length === 0 ? counted : { ...counted, deeds };
}

type Checks = ReadonlyMap<string, () => SchemaCheck>;

function fitsOf(calls: readonly CallContent[], checks: Checks): readonly (boolean | undefined)[] {
  return calls.map((call) => fitOf(call, checks.get(call.name)));
}

// The tools that were read before are the same object again (they are remembered by their bytes).
const checksOfTools = new WeakMap<readonly ToolFact[], Checks>();

/** Checks by the names of tools, each readied when the tool is called for the first time. */
function checksOf(
  { facts, codec, scanned }: Pick<BehaviourOf, "facts" | "codec" | "scanned">,
  schemaCheck: BehaviourPorts["schemaCheck"],
): Checks {
  let checks = checksOfTools.get(facts.tools);
  if (checks === undefined) {
    checks = new Map(
      codec.content.request(scanned.bytes).tools.map(({ name, schema }) => {
        let ready: SchemaCheck | undefined;
        return [name, () => (ready ??= isSmall(schema) ? schemaCheck(schema) : NO_SCHEMA)] as const;
      }),
    );
    checksOfTools.set(facts.tools, checks);
  }
  return checks;
}

/** Readying a schema is work that grows with it, and traffic waits. */
function isSmall(schema: unknown): boolean {
  return schema !== undefined && (unlessTooDeep(() => JSON.stringify(schema).length) ?? Infinity) <= MOST_SCHEMA;
}

const NO_SCHEMA: SchemaCheck = { ok: false, message: "has no schema" };

/** Whether arguments fit; undefined where nobody can tell. */
function fitOf({ arguments: written }: CallContent, ready: (() => SchemaCheck) | undefined): boolean | undefined {
  if (ready === undefined || written.length > MOST_ARGUMENTS) return undefined;
  const schema = ready();
  if (!schema.ok) return undefined;
  const value = parsed(written === "" ? "{}" : written);
  return value === undefined ? false : schema.check(value).fits;
}
