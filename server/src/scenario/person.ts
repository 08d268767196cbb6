/** Between these stands a person's goal. */
const [OPEN, CLOSE] = ["<goal>", "</goal>"];

/** What a model is told that plays a person with a goal. */
export function personPrompt(goal: string): string {
  return `You play a person who talks to an assistant, to try it out. What the person wants:
${OPEN}${goal}${CLOSE}
Whatever I write from here on is what the assistant says. Answer with what the person says next, in the person's own words and nothing else: no quotes, no remarks. Say one thing at a time, and help the assistant no more than such a person would. Begin.`;
}

/** The goal that a text tells whoever plays a person; undefined where it tells none. */
export function goalIn(text: string): string | undefined {
  const open = text.indexOf(OPEN);
  const close = text.indexOf(CLOSE, open);
  return text.startsWith("You play a person") && open >= 0 && close > open
    ? text.slice(open + OPEN.length, close)
    : undefined;
}
