import type { FillValues, PathFacts } from "../codec.ts";
import type { RequestContent } from "../content.ts";
import type { FieldValues, ResponseFacts } from "../facts.ts";
import type { Said, WrittenAnswer } from "./said.ts";

/** How a format writes its messages. */
export interface Wording {
  /** The member that holds them. */
  readonly key: string;
  readonly say: (role: "user" | "assistant", text: string) => unknown;
  /** Other ways to write the same. */
  readonly alike: (role: "user" | "assistant", text: string) => readonly unknown[];
}

/** What the suite has to know of a format to try its codec. */
export interface CodecFixtures {
  /** What differs from `messages` with a role and a content that is a text or a list of blocks. */
  readonly wording?: Partial<Wording>;
  /** What the path of `fullRequest` says, in formats that keep a part of a request there. */
  readonly path?: PathFacts;
  /** A request that sets everything that can be filled, tools and system included. */
  readonly fullRequest: Readonly<Record<string, unknown>>;
  /** What of `fullRequest` is written otherwise when its tools come in the other order, where they are not in `tools`. */
  readonly reversedTools?: Readonly<Record<string, unknown>>;
  /** The compared fields of `fullRequest`, digests left out. */
  readonly fields: FieldValues;
  readonly systemText: string;
  /** What `fullRequest` asks. */
  readonly asked: RequestContent;
  /** A request that sets nothing that can be filled. */
  readonly bareRequest: Readonly<Record<string, unknown>>;
  /** Values to fill, and what they become: `bareRequest` with them. */
  readonly fill: { readonly values: FillValues; readonly request: Readonly<Record<string, unknown>> };
  /** What the format has no place for, out of `effort, thinking, contextEdits, betas, system`. */
  readonly unplaced: readonly (keyof FillValues)[];
  /** Fields with a value of a type that the format does not allow. */
  readonly wrongTypes: readonly (readonly [field: string, value: unknown])[];
  /** An answer as one body and as a stream that says the same. */
  readonly answer: {
    readonly body: unknown;
    /** Server-sent events as text, or what the format has in their place. */
    readonly stream: string | Uint8Array;
    /** Length of the first event, where it is no server-sent one. */
    readonly firstEvent?: number;
    /** Length of what may come behind the end of the message, and may be missing. */
    readonly behindEnd?: number;
    readonly facts: Partial<ResponseFacts>;
  };
  /** Messages that bring results of tools, and of each result whether it is an error, where the format says so. */
  readonly returned: readonly { readonly message: unknown; readonly results: readonly (boolean | undefined)[] }[];
  /** An answer that says this. */
  readonly write: (said: Said) => WrittenAnswer;
  /** How one event with this data is framed, where it is no server-sent one. */
  readonly frame?: (data: string) => Uint8Array;
  /** Where in an error body the type stands. */
  readonly errorType: (envelope: Record<string, never>) => unknown;
}

const MARK = { cache_control: { type: "ephemeral", ttl: "1h" } };

/** `messages` with a role and a content that is a text or a list of blocks. */
export const BLOCKS: Wording = {
  key: "messages",
  say: (role, text) => ({ role, content: text }),
  alike: (role, text) => [
    { content: text, role },
    { role, content: [{ type: "text", text }] },
    { role, content: [{ ...MARK, text, type: "text" }] },
  ],
};
