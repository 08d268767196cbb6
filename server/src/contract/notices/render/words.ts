import type { Effect, Notice, NoticeEntry } from "../notice.ts";
import type { NumberStep } from "../economics.ts";

/** What a notice is about, in a line. */
export function titleOf({ surface, from, to, channel, kind }: Notice): string {
  return kind === "promoted" && channel !== undefined
    ? `${surface}: ${channel} is ${to} in the place of ${from}`
    : `${surface}: ${to} was registered, after ${from}`;
}

/** Who meets the change. */
export function reachOf({ channel, to }: Notice): string {
  return channel === undefined
    ? `Nobody is given it by this: it reaches whoever asks for ${to} by its number, and others when a channel points at it.`
    : `It reaches whoever follows ${channel}, from the next conversation on.`;
}

/** Whom a change concerns. */
export function whomOf({ audiences }: Pick<NoticeEntry, "audiences">): string {
  if (audiences === undefined) return "everybody";
  return audiences.map((one) => (one === "" ? "everybody of no other audience" : `the audience ${one}`)).join(", ");
}

/** Why it was done, as far as anybody said. */
export function whyOf({ terms: { why, margin } }: Notice): string {
  if (why === undefined) return "no reason was given";
  return margin === undefined ? why : `${why}; a drop in quality of more than ${percent(margin)} is ruled out`;
}

/** What was measured of a change. */
export function measuredOf({ measured }: Pick<Notice, "measured">): readonly string[] {
  return measured.length === 0 ? ["not yet measured"] : measured.map(effectSentence);
}

function effectSentence({ signal, estimate, interval: [low, high], units, source }: Effect): string {
  return `${signal}: ${signed(estimate)} (between ${signed(low)} and ${signed(high)}, on ${units} units; ${source})`;
}

/** A price or a promise, before and after. */
export function stepSentence({ name, before, after, audiences }: NumberStep): string {
  const whom = audiences === undefined ? "" : ` (${whomOf({ audiences })})`;
  return `${name}: ${before ?? "not said"} → ${after ?? "not said"}${whom}`;
}

/** What a tenant can do about it; empty where there is nothing to choose. */
export function choiceSentences({ id, choice }: Notice): readonly string[] {
  if (choice === undefined) return [];
  const until = choice.sunset === undefined ? "" : `, until the end of ${choice.sunset} (UTC)`;
  const of = (opt: "in" | "out"): readonly string[] =>
    choice.fields.filter((field) => field.opt === opt).map(({ path }) => path);
  const [ins, outs] = [of("in"), of("out")];
  return [
    ...(outs.length === 0 ? [] : [`A tenant that opts out stays with what was before${until}: ${outs.join(", ")}.`]),
    ...(ins.length === 0 ? [] : [`Only a tenant that opts in is given the new values${until}: ${ins.join(", ")}.`]),
    `Whoever operates this Bellwether sets it: bellwether tenant opt TENANT ${id} ${outs.length === 0 ? "--in" : "--out"}. It holds from the tenant's next conversation on.`,
  ];
}

/** A share as people write it. */
export function percent(share: number): string {
  return `${Number((share * 100).toPrecision(4))} %`;
}

function signed(value: number): string {
  return value > 0 ? `+${value}` : String(value);
}
