/** One context edit in the provider-neutral form that contracts and records share. */
export interface ContextEdit {
  /** The kind without its date: `clear_thinking`, `clear_tool_uses`, `compact`. */
  readonly type: string;
  /** How much is kept: `all`, or a number of turns or tool uses. */
  readonly keep?: "all" | number;
  /** Input tokens (or tool uses) at which the edit begins. */
  readonly trigger?: number;
}

const DATED = /_\d{8}$/;

/** Drops the date that providers put behind an edit's name: `clear_thinking_20251015`. */
export function contextEditKind(type: string): string {
  return type.replace(DATED, "");
}

/**
 * Writes edits as one line, so that they can be compared, stored and read by people:
 * `clear_thinking(keep=all); clear_tool_uses(keep=3,trigger=30000)`. No edits give the empty text.
 */
export function formatContextEdits(edits: readonly ContextEdit[]): string {
  return edits
    .map((edit) => {
      const details: string[] = [];
      if (edit.keep !== undefined) details.push(`keep=${edit.keep}`);
      if (edit.trigger !== undefined) details.push(`trigger=${edit.trigger}`);
      return details.length === 0 ? edit.type : `${edit.type}(${details.join(",")})`;
    })
    .join("; ");
}

/** Reads what `formatContextEdits` wrote; undefined for anything else. */
export function parseContextEdits(text: string): readonly ContextEdit[] | undefined {
  if (text === "") return [];
  const edits: ContextEdit[] = [];
  for (const part of text.split("; ")) {
    const [, type, details = ""] = /^([^\s();]+)(?:\(([^()]*)\))?$/.exec(part) ?? [];
    if (type === undefined) return undefined;
    const [, keep] = /(?:^|,)keep=(all|\d+)(?:,|$)/.exec(details) ?? [];
    const [, trigger] = /(?:^|,)trigger=(\d+)(?:,|$)/.exec(details) ?? [];
    edits.push({
      type,
      ...(keep === undefined ? {} : { keep: keep === "all" ? keep : Number(keep) }),
      ...(trigger === undefined ? {} : { trigger: Number(trigger) }),
    });
  }
  return formatContextEdits(edits) === text ? edits : undefined;
}
