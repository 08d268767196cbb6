import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { sha256Short } from "../core/digest.ts";
import { KnownAnswers } from "./known-answers.ts";

const name = (number: number): string => sha256Short(`conversation ${number}`);

describe("answers", () => {
  test("name the conversation that gave them, as long as they are among the last that were used", () => {
    const uses = fc.array(fc.tuple(fc.constantFrom("set", "get"), fc.nat({ max: 12 }), fc.nat({ max: 2 })), {
      maxLength: 200,
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 }), uses, (limit, steps) => {
        const answers = new KnownAnswers(limit, 7);
        const latest = new Map<string, string>();
        let order: string[] = [];
        for (const [what, number, conversation] of steps) {
          const answer = `answer ${number}`;
          if (what === "set") {
            answers.set(answer, name(conversation));
            latest.set(answer, name(conversation));
          } else {
            const found = answers.get(answer);
            if (found !== undefined || order.slice(-limit).includes(answer)) expect(found).toBe(latest.get(answer));
            if (found === undefined) continue;
          }
          order = [...order.filter((other) => other !== answer), answer];
        }
      }),
    );
  });

  test("that two conversations gave name neither, whoever comes next", () => {
    const answers = new KnownAnswers(10, 7);
    answers.add("same", name(1));
    expect(answers.get("same")).toBe(name(1));
    answers.add("same", name(1));
    expect(answers.get("same")).toBe(name(1));
    answers.add("same", name(2));
    expect(answers.get("same")).toBeUndefined();
    answers.add("same", name(1));
    expect(answers.get("same")).toBeUndefined();
    answers.set("same", name(3));
    expect(answers.get("same")).toBe(name(3));
  });
});
