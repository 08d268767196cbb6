import type { MatchDocument } from "../document/match.ts";
import { linesOf } from "./prompt-lines.ts";
import { patternOfLine } from "./volatile-pattern.ts";
import type { Voice } from "./voices.ts";

/** Lines from this many letters on say what a prompt is for. */
const TELLING = 16;
const LONGEST = 200;

/** How the requests of each voice are told from those of all others; undefined for the only one. */
export function matchesOf(voices: readonly Voice[]): ReadonlyMap<string, MatchDocument> {
  if (voices.length === 1) return new Map();
  return new Map(
    voices.map((voice, index) => [voice.name, index === 0 ? { default: true } : special(voice, voices)] as const),
  );
}

function special(voice: Voice, voices: readonly Voice[]): MatchDocument {
  const { subAgent = false, requestClass = "", tools = [] } = voice.observations[0] ?? {};
  const match: MatchDocument = {};
  if (subAgent) match.agent = true;
  if (requestClass !== "" && requestClass !== "main") match.request_class = requestClass;
  if (tools.length === 0) match.no_tools = true;
  const alike = voices.filter((other) => other !== voice && other.observations.some((one) => meets(one, match)));
  const line = alike.length === 0 ? undefined : tellingLine(voice, alike);
  return line === undefined ? match : { ...match, system_contains: line };
}

function meets(one: Voice["observations"][number], match: MatchDocument): boolean {
  return (
    (match.agent === undefined || one.subAgent === match.agent) &&
    (match.request_class === undefined || one.requestClass === match.request_class) &&
    (match.no_tools === undefined || one.tools.length === 0)
  );
}

/** A line that stands in every prompt of a voice, and will tomorrow too, and in none of some others. */
function tellingLine(voice: Voice, others: readonly Voice[]): string | undefined {
  const [first, ...rest] = voice.observations.map(({ system }) => new Set(system.flatMap(linesOf)));
  if (first === undefined) return undefined;
  const foreign = others.flatMap(({ observations }) => observations.map(({ system }) => system.join("\n\n")));
  const version = voice.observations[0]?.clientVersion ?? "";
  const candidates = [...first].filter(
    (line) =>
      line.length >= TELLING &&
      line.length <= LONGEST &&
      patternOfLine(line, version) === undefined &&
      rest.every((lines) => lines.has(line)),
  );
  return candidates.find((line) => !foreign.some((text) => text.includes(line)));
}
