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
  /** It was not answered: by the product's fault, or, where it is `away`, by that of what is behind it. */
  | { readonly kind: "failed"; readonly why: string; readonly away: boolean };

/** What is under test: whatever takes a turn and speaks to the gateway. */
export interface Product {
  /** Says something, and waits until it is answered. It never rejects. */
  turn(said: string): Promise<Answered>;
  /** Gives it a tool, or another result of one. */
  offer(stub: Stub): void;
  change(change: Change): void;
  /** Ends it and starts it again in the same session. */
  restart(): Promise<void>;
  end(): Promise<void>;
}
