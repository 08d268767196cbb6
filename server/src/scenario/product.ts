/** A tool, and what it does in this scenario. */
export interface Stub {
  readonly name: string;
  readonly description: string | undefined;
  /** JSON schema of its arguments. */
  readonly schema: Readonly<Record<string, unknown>>;
  readonly result: string;
  /** Whether the result is an error. */
  readonly failed: boolean;
}

/** What a step changes of the requests that follow. */
export interface Change {
  readonly model?: string | undefined;
  readonly system?: string | undefined;
  readonly request?: Readonly<Record<string, unknown>> | undefined;
}

/** What a turn ended with. */
export type Answered =
  | { readonly kind: "answered"; readonly text: string; readonly called: readonly string[] }
  /** It was not answered: by the product's fault, or, where it is `away`, by that of what is behind it or of the scenario. */
  | {
      readonly kind: "failed";
      readonly why: string;
      readonly away: boolean;
      /** The gateway's code, where the contract or the caller's demands allow no answer. */
      readonly refused?: string;
    };

/** What is under test: whatever takes a turn and speaks to the gateway. */
export interface Product {
  /** Says something, and waits until it is answered. It never rejects. */
  turn(said: string): Promise<Answered>;
  /** Ends it and starts it again in the same session. */
  restart(): Promise<void>;
  end(): Promise<void>;
}

/** A product of which a scenario has the history, the tools and the requests in its hands. */
export interface Client extends Product {
  /** Gives it a tool, or another result of one. */
  offer(stub: Stub): void;
  change(change: Change): void;
  /** Puts a message into the history that nobody has said. */
  inject(role: "user" | "assistant", text: string): void;
  /** The history as it is, to be gone back to. */
  checkpoint(): Checkpoint;
  restore(checkpoint: Checkpoint): void;
  /** Begins the history anew; this stands before what is said next. */
  begin(preface: string): void;
}

/** A history of a client. */
export type Checkpoint = readonly unknown[];

/** What a client of the runner's own asks with. */
export interface Asking {
  readonly system: string | undefined;
  readonly request: Readonly<Record<string, unknown>>;
}
