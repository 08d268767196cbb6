/** A record as the API gives it. */
export type Row = Readonly<Record<string, unknown>>;

/** Where the records of exchanges are. */
export interface Records {
  /** One record, as soon as it is there; undefined where it does not come. */
  of(exchange: string): Promise<Row | undefined>;
}
