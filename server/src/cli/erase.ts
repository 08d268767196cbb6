import { apiClient } from "./api-client.ts";
import { confirm, terminal } from "./confirm.ts";
import { type CliContext, EXIT } from "./context.ts";
import { apiFlags, type ApiFlags } from "./flags.ts";

/** Flags of commands that erase. */
export const eraseFlags = {
  ...apiFlags,
  yes: { kind: "boolean", default: false, brief: "Do it without asking" },
  dryRun: { kind: "boolean", default: false, brief: "Count what would be erased, and change nothing" },
} as const;

/** What `eraseFlags` gives. */
export interface EraseFlags extends ApiFlags {
  readonly yes: boolean;
  readonly dryRun: boolean;
}

/** What is to be erased, and how it is called. */
export interface EraseCall {
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** Said when it is to be confirmed: `Erasing tenant acme`. */
  readonly what: string;
  readonly word: string;
}

/** Erases, or counts, by the API; says what came of it. */
export async function eraseByApi(context: CliContext, flags: EraseFlags, call: EraseCall): Promise<number> {
  const client = apiClient(flags, context.colour);
  if (!flags.dryRun) await confirm(call.what, call.word, flags.yes, terminal);
  const answer = (await client.call("POST", call.path, { ...call.body, dry_run: flags.dryRun })) as {
    id?: string;
    erased?: number;
    erasable?: number;
  };
  if (flags.json) context.process.stdout.write(`${JSON.stringify(answer)}\n`);
  else if (flags.dryRun)
    context.process.stdout.write(`${answer.erasable} records would be erased; nothing was changed\n`);
  else
    context.process.stdout.write(
      `${answer.erased} records were erased (${answer.id}); records that are still on their way are erased before they are stored\n`,
    );
  return EXIT.pass;
}
