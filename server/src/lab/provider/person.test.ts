import { expect, test } from "bun:test";
import { personPrompt } from "../../scenario/person.ts";
import { testLab, textOf, user } from "./lab-fixture.ts";

test("the lab plays a person by the sentences of the goal, in every format's history", async () => {
  const { message, chat } = testLab();
  const told = user(personPrompt("Note that the port is 7311. What is the port?"));
  const said = (text: string) => ({ role: "assistant", content: text });
  const first = await message({ messages: [told] });
  expect(textOf(first.body)).toBe("Note that the port is 7311.");
  const later = [told, said("Note that the port is 7311."), user("Noted. Shall I summarise our conversation? 3 + 4")];
  expect(textOf((await message({ messages: later })).body)).toBe("What is the port?");
  expect((await chat({ messages: later })).body.choices[0]?.message.content).toBe("What is the port?");
  const again = [...later, said("What is the port?"), user([{ type: "text", text: "I do not know." }])];
  expect(textOf((await message({ messages: again })).body)).toBe("What is the port?");
});
