/** A way to find that a candidate is worse than the baseline beside it. */
export interface ArmMethod {
  readonly name: string;
  /** The statistic at which it alarms as its makers ship it, or as its authors say. */
  readonly threshold: number;
  readonly start: () => ArmWatch;
}

/** One stream under such a method. */
export interface ArmWatch {
  /**
   * Takes one more unit.
   *
   * @returns how much speaks for an alarm, which is raised from a threshold on; -Infinity where the
   * method does not look. A higher threshold means fewer false alarms and later ones, whatever the method is.
   */
  add(candidate: boolean, value: number): number;
}

/** A way to find that one stream has become worse than it was. */
export interface ChangeMethod {
  readonly name: string;
  readonly threshold: number;
  readonly start: () => ChangeWatch;
}

/** One stream under such a method; `add` as for two arms. */
export interface ChangeWatch {
  add(value: number): number;
}
