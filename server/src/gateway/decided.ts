import type { ContractedRole } from "../contract/contracted.ts";
import type { Finding } from "../contract/findings.ts";
import type { Recognised } from "../session/book.ts";
import type { FieldValues } from "../wire/facts.ts";
import type { ReadBehaviour } from "./behaviour.ts";
import type { JudgeAnswer } from "./session-judgement.ts";

/** What has been decided of a generating request before it is sent. */
export interface Decided {
  readonly contracted: ContractedRole;
  /** What holds for this request. */
  readonly contractedValues: FieldValues;
  readonly findings: readonly Finding[];
  readonly session: Recognised;
  readonly agent: string;
  /** Somebody else's answer may be refused: by the contract's mode, or because the caller demands it. */
  readonly refuseSubstitutes: boolean;
  /** The caller demands it: then a declared fallback is a substitute too. */
  readonly demanded: boolean;
  /** The answer was asked for as a stream. */
  readonly streamed: boolean;
  /** The model that was asked of the upstream. */
  readonly sentModel: string | undefined;
  /** To whom the answer is given, as against everybody else behind the same credential. */
  readonly tenant: string;
  /** The provider may keep its answers, and a request go on from one by its id. */
  readonly keepsAnswers: boolean;
  /** Reads what the exchange did, when its answer is over; absent where nothing of it is read. */
  readonly behaviour: ReadBehaviour | undefined;
  /** Holds the answer against its request and its session, when it is over. */
  readonly judgeAnswer: JudgeAnswer;
}
