import type { Study } from "../study.ts";
import { arms } from "./arms.ts";
import { change } from "./change.ts";
import { cost } from "./cost.ts";
import { gate } from "./gate.ts";
import { life } from "./life.ts";
import { peers } from "./peers.ts";

/** Every study in the order of the page; a new one, as that of cohorts, is a file here and a line. */
export const STUDIES: readonly Study[] = [arms, life, change, gate, peers, cost];
