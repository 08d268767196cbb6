/** A time that a request plays, and whose it is. */
export interface PlayedTime {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Caches of one space age together, and apart from all others. */
  readonly space: string;
}

/** The time that a request says it is (`x-lab-clock`, milliseconds); undefined where the lab's own clock holds. */
export function playedTime(headers: Headers): PlayedTime | undefined {
  const said = headers.get("x-lab-clock");
  if (said === null || !/^\d{1,15}$/.test(said)) return undefined;
  return { at: Number(said), space: headers.get("x-lab-clock-space") ?? "" };
}
