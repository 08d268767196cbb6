import type { ExchangeRecord } from "../../exchange/columns.ts";
import { completeRecord, type RecordParts } from "../../exchange/record.ts";
import type { Reservation, Spool } from "../../exchange/spool/spool.ts";

/** A spool that keeps the records of sessions under way in memory, and gives those of one that is over. */
export class RecordSpool implements Spool {
  readonly dropped = 0;
  readonly #sessions = new Map<string, ExchangeRecord[]>();

  reserve(): Reservation {
    let opened: readonly RecordParts[] = [];
    return {
      open: (parts) => {
        opened = [...parts];
        return Promise.resolve();
      },
      close: (parts) => {
        this.#keep(Object.assign({}, ...opened.map(known), ...parts.map(known)) as RecordParts);
        return Promise.resolve();
      },
      release: () => undefined,
    };
  }

  usage(): { readonly bytes: number; readonly limit: number } {
    return { bytes: 0, limit: 1 };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** The records of a session, which are forgotten here. */
  take(session: string): readonly ExchangeRecord[] {
    const records = this.#sessions.get(session) ?? [];
    this.#sessions.delete(session);
    return records;
  }

  #keep(parts: RecordParts): void {
    const record = completeRecord(parts);
    const known = this.#sessions.get(record.session);
    if (known === undefined) this.#sessions.set(record.session, [record]);
    else known.push(record);
  }
}

/** A frame is JSON: what is undefined is not in it. */
function known(parts: RecordParts): RecordParts {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));
}
