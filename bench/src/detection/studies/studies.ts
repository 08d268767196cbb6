import type { Study } from "../study.ts";
import { arms } from "./arms.ts";
import { change } from "./change.ts";
import { cohorts } from "./cohorts.ts";
import { cost } from "./cost.ts";
import { gate } from "./gate.ts";
import { life } from "./life.ts";
import { peers } from "./peers.ts";
import { recorded } from "./recorded.ts";
import { traps } from "./traps.ts";

/** Every study in the order of the page; a new one is a file here and a line. */
export const STUDIES: readonly Study[] = [arms, life, cohorts, traps, change, gate, peers, recorded, cost];
