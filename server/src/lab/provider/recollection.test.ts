import { describe, expect, test } from "bun:test";
import { recollect } from "./recollection.ts";

const said = (text: string): object => ({ role: "user", content: text });

describe("what the lab's model recalls", () => {
  test("is what the conversation says of the thing, the latest where it is said twice", () => {
    const history = [
      said("Note that the port is 7311."),
      said("No: the port is 80 now.\nGo on"),
      said("What is the port?"),
    ];
    expect(recollect("What is the port?", history)).toBe("The port is 80 now.");
    expect(recollect("What are the ports?", [said("the ports are 1, 2")])).toBe("The ports are 1, 2.");
  });

  test("is nothing where it is not said any more, or nothing is asked for", () => {
    expect(recollect("What is the port?", [said("What is the port?")])).toBeUndefined();
    expect(recollect("Go on.", [said("the port is 1")])).toBeUndefined();
  });

  test("takes signs of regular expressions for what they are", () => {
    expect(recollect("What is a.b (c)?", [said("axb (c) is 1"), said("a.b (c) is 2")])).toBe("A.b (c) is 2.");
  });
});
