import { seededName } from "../provider/seeded.ts";
import type { Work } from "./success.ts";
import { DIFFICULTIES, type Difficulty, type Kind, KINDS } from "./terms.ts";

/** Something that a person asks for: the words, and the ticket that tells it from all others. */
export interface Task extends Work {
  readonly ticket: string;
}

/** What people say; how hard it is, is a matter of what they ask. */
const WORDS: Readonly<Record<Kind, Readonly<Record<Difficulty, string>>>> = {
  repair: {
    easy: "Rename the helper that formats prices.",
    usual: "Orders with two discounts have a wrong total. Repair it.",
    hard: "Now and then two orders get the same number under load. Find out why, and repair it.",
  },
  assistant: {
    easy: "Tell me which files have to do with invoices, and note it down.",
    usual: "Work out what last month's returns cost us, and note it down.",
    hard: "Compare what three carriers would have cost us last year, by region, and note it down.",
  },
  research: {
    easy: "Look up which release brought the new checkout, and note it down.",
    usual: "Find out who else had this timeout and what they did, and note it down.",
    hard: "Find the one report that explains why refunds fail in two countries, and note it down.",
  },
  dialogue: {
    easy: "The customer wants another address on the parcel. See to it.",
    usual: "The customer wants to change an order that is paid and half sent. See to it by our rules.",
    hard: "The customer wants three orders merged, one sent back, and the voucher kept. See to it by our rules.",
  },
};

const TICKET = /\(ticket ([\w-]+)\)\s*$/;

/** A task as it is said. */
export function wordsOf({ kind, difficulty, ticket }: Task): string {
  return `${WORDS[kind][difficulty]} (ticket ${ticket})`;
}

/** The task that somebody asks for; undefined where what they say is none. */
export function taskIn(said: string): Task | undefined {
  const ticket = TICKET.exec(said)?.[1];
  if (ticket === undefined) return undefined;
  for (const kind of KINDS)
    for (const difficulty of DIFFICULTIES)
      if (said.startsWith(WORDS[kind][difficulty])) return { kind, difficulty, ticket };
  return undefined;
}

/** The line that does what a task asks for: who judges the work knows it, and a model finds it or does not. */
export function solutionOf({ ticket }: Task): string {
  return `settled(${JSON.stringify(seededName(12, "solution", ticket))});`;
}

/** A line that looks as good, and is not. */
export function mistakeOf({ ticket }: Task): string {
  return `settled(${JSON.stringify(seededName(12, "mistake", ticket))});`;
}
