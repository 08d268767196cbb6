import { sha256 } from "../../core/digest.ts";
import { CODECS } from "../../wire/codecs.ts";
import type { RequestFacts } from "../../wire/facts.ts";
import type { ElementMemo } from "../../wire/json/element-memo.ts";
import { scanBody } from "../../wire/json/scan.ts";
import { matchRoute } from "../../wire/routes.ts";
import type { Verb } from "../verb-schemas.ts";
import { type Checksum, RunBroken, StepFailed, type World } from "../world.ts";

type Part = Verb<"checksum">["of"];

/** Of these, what was is the beginning of what is; others are the same or not. */
const GROWING: ReadonlySet<Part> = new Set(["reasoning-blocks", "history"]);

/** Keeps what a part of the session is, or holds it against what it was. @throws {StepFailed} @throws {RunBroken} */
export function checksum({ of: part, as: name, equals }: Verb<"checksum">, world: World): void {
  const now = checksumOf(part, world);
  if (name !== undefined && now.length === 0)
    throw new StepFailed(`there is nothing of ${part} in the last request: a checksum of nothing says nothing`);
  if (name !== undefined) world.checksums.set(name, now);
  if (equals === undefined) return;
  const before = world.checksums.get(equals) ?? [];
  const index = before.findIndex((digest, at) => digest !== now[at]);
  const grown = GROWING.has(part);
  if (index === -1 && (grown || now.length === before.length)) return;
  const place = index === -1 ? before.length : index;
  throw new StepFailed(
    `${part} is not what it was as ${equals}: ${grown ? `number ${place + 1} of ${before.length}, ` : ""}${before[place] ?? "nothing"} then, is ${now[place] ?? "gone"}`,
  );
}

/** @throws {RunBroken} where it cannot be known. */
function checksumOf(part: Part, world: World): Checksum {
  const [turn] = world.last(1);
  if (part === "answer") return turn === undefined ? [] : [sha256(turn.answered)];
  const facts = lastRequest(world);
  switch (part) {
    case "reasoning-blocks":
      return facts.messages.flatMap(({ reasoning }) => reasoning);
    case "history":
      return facts.messages.map(({ digest }) => digest);
    case "system":
      return facts.systemText === "" ? [] : [sha256(facts.systemText)];
    case "tools":
      return facts.tools.map(({ digest }) => digest);
  }
}

/** Reads once what is asked for once. */
const NO_MEMO: ElementMemo = { conceal: () => "", recall: (_kind, _bytes, make) => make().value };

function lastRequest({ seen }: World): RequestFacts {
  if (seen === undefined) throw new RunBroken("nothing was asked before this step: what is there to be compared?");
  const route = matchRoute("POST", seen.path, seen.headers);
  if (route === undefined) throw new RunBroken(`${seen.path} is no request of a format that can be read`);
  const facts = CODECS[route.format].readRequest(scanBody(seen.request), seen.headers, NO_MEMO, {
    ...(route.model === undefined ? {} : { model: route.model }),
    ...(route.stream === undefined ? {} : { stream: route.stream }),
  });
  if (facts.continues !== undefined) throw new RunBroken("the history is the provider's, and no request has it");
  return facts;
}
