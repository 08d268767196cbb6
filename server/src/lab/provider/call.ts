/** One call of the simulated provider: all that its answer depends on beside the body and the caches. */
export interface CallContext {
  /** What makes this call's answer its own: the digest of its body and how often it came. */
  readonly identity: string;
  /** A digest of the credential. */
  readonly account: string;
  /** Whose prefixes are cached together: the account's, until they are said to have ended. */
  readonly caches: string;
  /** The model that really answers, for a model that was asked. */
  readonly serves: (model: string) => string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}
