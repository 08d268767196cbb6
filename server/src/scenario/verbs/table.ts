import { durationMs } from "../../contract/scales.ts";
import type { Verb, VERB_SCHEMAS } from "../verb-schemas.ts";
import type { World } from "../world.ts";
import { cancel, delegate, join, spawn } from "./agents.ts";
import { assertStep } from "./assert.ts";
import { checksum } from "./checksum.ts";
import { compact } from "./compact.ts";
import { expire } from "./expire.ts";
import { growContext } from "./grow-context.ts";
import { setVariables } from "./let.ts";
import { measure } from "./measure.ts";
import { pipeline } from "./pipeline.ts";
import { recall } from "./recall.ts";
import { say } from "./say.ts";
import { stubOf } from "./tool.ts";

type VerbName = keyof typeof VERB_SCHEMAS;

/** What each verb does. A new one is a file beside this one, a schema, and a line here. */
export const PLAYED: { readonly [Name in VerbName]: (said: Verb<Name>, world: World) => unknown } = {
  turn: (said, world) => world.turn(world.filled(said)),
  idle: (said, world) => world.idle(durationMs(said) ?? 0),
  tool: (said, world) => world.offer(stubOf(said)),
  "grow-context": growContext,
  inject: ({ as, text }, world) => world.client.inject(as, world.filled(text)),
  compact: (_said, world) => compact(world),
  checkpoint: (name, world) => world.checkpoint(name),
  restore: (name, world) => world.restore(name),
  let: setVariables,
  recall,
  switch: (said, world) => world.client.change(said),
  say,
  expire,
  checksum,
  spawn,
  delegate,
  join,
  cancel,
  pipeline,
  restart: (_said, { cast }) => cast.product.restart(),
  fault: (said, { cast }) => {
    cast.line.fault = said;
  },
  measure,
  assert: assertStep,
};
