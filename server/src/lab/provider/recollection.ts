const QUESTION = /^what (is|are|was|were) ([^?\n]{2,120})\?$/i;

/**
 * What the conversation says of a thing that is asked for: of "What is the port?", `The port is 7311.` where it is
 * said somewhere. What a client no longer sends cannot be known.
 *
 * @returns undefined where no such thing is asked for, or nothing is said of it.
 */
export function recollect(said: string, history: readonly unknown[]): string | undefined {
  const [, verb = "", thing] = QUESTION.exec(said) ?? [];
  if (thing === undefined) return undefined;
  const stated = new RegExp(`${escaped(thing)} ${verb} ([^.!?\\n"\\\\]{1,120})`, "giu");
  const found = [...JSON.stringify(history).matchAll(stated)].at(-1)?.[1];
  return found === undefined ? undefined : `${thing.charAt(0).toUpperCase()}${thing.slice(1)} ${verb} ${found}.`;
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}
