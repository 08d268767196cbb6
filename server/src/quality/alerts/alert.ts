/** How bad it is. */
export type AlertSeverity = "note" | "warning" | "critical";

/** What an alert is about, by which rules choose and silences match. */
export interface AlertLabels {
  readonly monitor: string;
  readonly surface: string;
  readonly signal: string;
  /** What happened: a level that fell, more errors, values or units that are missing. */
  readonly kind: "level" | "infrastructure" | "missing_values" | "no_units";
  readonly severity: AlertSeverity;
  /** `all units`, or the cohort's name. */
  readonly cohort: string;
  /** Whose change it is, as far as that is known. */
  readonly layer: string;
}

/** A name of a label. */
export type AlertLabel = keyof AlertLabels;

/** Something that somebody has to know: what moved, by how much, where, since when, with what, and what to do. */
export interface Alert {
  /** The same for the same thing, however often it is seen. */
  readonly fingerprint: string;
  readonly labels: AlertLabels;
  /** One sentence. */
  readonly summary: string;
  /** Its parts, in the order in which they are read. */
  readonly facts: readonly (readonly [name: string, text: string])[];
  /** When it began, as estimated; milliseconds since 1970. */
  readonly since: number;
  /** The command that acts on it. */
  readonly command: string;
  /** Where the evidence is found. */
  readonly evidence: string;
}
