/** A value of an attribute, as OpenTelemetry has them. */
export type AttributeValue = string | number | boolean | readonly string[];

/** A whole number is written as one; a number that may have a fraction is a double, also where it has none. */
export class Double {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

/** Attributes in which doubles are told from whole numbers. */
export type TypedAttributes = Readonly<Record<string, AttributeValue | Double>>;

/** Attributes of which some may not be known. */
export type LooseAttributes = Readonly<Record<string, AttributeValue | Double | null | undefined>>;

/** Those that are known: what is empty was not said. */
export function said(loose: LooseAttributes): TypedAttributes {
  return Object.fromEntries(
    Object.entries(loose).flatMap(([name, value]) =>
      value === null || value === undefined || value === "" ? [] : [[name, value] as const],
    ),
  );
}

/** A span of a client that asked a model, as OTLP has it. */
export interface TelemetrySpan {
  /** 32 hex digits. */
  readonly trace: string;
  /** 16 hex digits. */
  readonly id: string;
  /** 16 hex digits; empty where it is inside of none. */
  readonly parent: string;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly attributes: TypedAttributes;
  readonly events: readonly { readonly name: string; readonly at: number; readonly attributes: TypedAttributes }[];
  /** What its error is, in words; undefined where it has none. */
  readonly failure: string | undefined;
}
