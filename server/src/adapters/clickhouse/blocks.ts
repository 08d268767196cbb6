import { type ColumnName, COLUMNS, type ColumnType, type ExchangeRecord } from "../../exchange/columns.ts";
import { NativeWriter } from "./native-writer.ts";

/** Records as a block of the engine's Native format, column by column, and the columns that stand in it. */
export interface EncodedBlock {
  readonly columns: readonly string[];
  readonly bytes: Uint8Array;
}

/** Columns that the engine needs of every row: for its order and for retention. */
const ALWAYS: ReadonlySet<string> = new Set(["exchange", "received_at", "ended_at"]);

/**
 * Encodes records for the engine. A column that is empty in all of them is left out: the engine's
 * own empty values are the same, and most columns of most blocks are empty.
 */
export function encodeBlock(records: readonly ExchangeRecord[]): EncodedBlock {
  const filled = columnsOf(records).filter(({ says }) => says);
  const writer = new NativeWriter(records.length * 4_096 + 65_536);
  writer.length(filled.length);
  writer.length(records.length);
  for (const { name, type, values } of filled) {
    writer.text(name);
    writer.text(ALWAYS.has(name) && type === "time" ? TIME : TYPES[type]);
    if (records.length > 0) writeColumn(writer, name, type, values);
  }
  return { columns: filled.map(({ name }) => name), bytes: writer.written };
}

type Value = ExchangeRecord[ColumnName];

const TIME = "DateTime64(3, 'UTC')";

/** The engine's types. */
const TYPES: Readonly<Record<ColumnType, string>> = {
  text: "String",
  json: "String",
  category: "LowCardinality(String)",
  count: "UInt32",
  number: "Nullable(Float64)",
  time: `Nullable(${TIME})`,
  flag: "Bool",
  maybe: "Nullable(Bool)",
  texts: "Array(LowCardinality(String))",
  numbers: "Map(LowCardinality(String), Float64)",
};

interface Column {
  readonly name: ColumnName;
  readonly type: ColumnType;
  readonly values: Value[];
  /** Whether any record fills it. */
  says: boolean;
}

const NAMES = COLUMNS.map(({ name }) => name);
const RECEIVED_AT = NAMES.indexOf("received_at");
const ENDED_AT = NAMES.indexOf("ended_at");

/** The columns of records. */
function columnsOf(records: readonly ExchangeRecord[]): readonly Column[] {
  const columns = COLUMNS.map(({ name, type }): Column => {
    return { name, type, values: Array.from<Value>({ length: records.length }), says: ALWAYS.has(name) };
  });
  let row = 0;
  for (const record of records) {
    const values = valuesOf(record);
    let at = 0;
    for (const column of columns) {
      const value = values[at++] ?? null;
      column.values[row] = value;
      if (!column.says) column.says = NULLABLE.has(column.type) ? value !== null : isSaying(value);
    }
    row++;
  }
  return columns;
}

/**
 * A record's values in the order of the columns, with times to be kept by also where it has none.
 * Records are made in that order, and taking all values at once is several times as fast as asking
 * for each by its name.
 */
function valuesOf(record: ExchangeRecord): readonly Value[] {
  const keys = Object.keys(record);
  const ordered = keys.length === NAMES.length && NAMES.every((name, at) => keys[at] === name);
  const values: Value[] = ordered ? Object.values(record) : NAMES.map((name) => record[name]);
  values[RECEIVED_AT] ??= 0;
  values[ENDED_AT] ??= values[RECEIVED_AT];
  return values;
}

/** Types whose empty value is null: of them false and nought say something. */
const NULLABLE: ReadonlySet<ColumnType> = new Set(["maybe", "number", "time"]);

/** Whether a value is none of those that an empty column of another type has; asked of very many. */
function isSaying(value: Value): boolean {
  if (typeof value !== "object") return value !== "" && value !== 0 && value !== false;
  if (value === null) return false;
  return Array.isArray(value) ? value.length > 0 : Object.keys(value).length > 0;
}

function writeColumn(writer: NativeWriter, name: string, type: ColumnType, values: readonly Value[]): void {
  switch (type) {
    case "text":
    case "json":
      for (const value of values) writer.text(value as string);
      return;
    case "category":
      writer.longs(SHARED_KEYS);
      writeCategories(writer, values as readonly string[]);
      return;
    case "count":
      writer.numbers(values as readonly number[], 4);
      return;
    case "flag":
      writer.numbers(values.map(Number), 1);
      return;
    case "maybe":
      writeNulls(writer, values);
      writer.numbers(values.map(Number), 1);
      return;
    case "number":
      writeNulls(writer, values);
      writer.doubles(values as readonly number[]);
      return;
    case "time":
      if (!ALWAYS.has(name)) writeNulls(writer, values);
      writer.longs(values.map((value) => momentOf(value as number | null)));
      return;
    case "texts":
      writer.longs(SHARED_KEYS);
      writer.longs(endsOf(values.map((value) => (value as readonly string[]).length)));
      writeCategories(writer, (values as readonly (readonly string[])[]).flat());
      return;
    case "numbers":
      writeNumbers(writer, values as readonly Readonly<Record<string, number>>[]);
  }
}

function writeNumbers(writer: NativeWriter, values: readonly Readonly<Record<string, number>>[]): void {
  const [keys, numbers, counts]: [string[], number[], number[]] = [[], [], []];
  for (const value of values) {
    const entries = Object.entries(value);
    counts.push(entries.length);
    for (const [key, number] of entries) {
      keys.push(key);
      numbers.push(Number.isFinite(number) ? number : 0);
    }
  }
  writer.longs(SHARED_KEYS);
  writer.longs(endsOf(counts));
  writeCategories(writer, keys);
  writer.doubles(numbers);
}

/** How a column of few different texts begins: each chunk brings its own keys. */
const SHARED_KEYS = [1];
/** A chunk has keys of its own, and they are all there are. */
const OWN_KEYS = 0x600;

/** Texts of which few are different: each once, and for each row which one it is. */
function writeCategories(writer: NativeWriter, values: readonly string[]): void {
  if (values.length === 0) return;
  const numbers = new Map<string, number>();
  const which = new Uint32Array(values.length);
  let [last, number] = ["", -1];
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? "";
    // One and the same text often comes many times on end.
    if (number === -1 || value !== last) {
      const known = numbers.get(value);
      number = known ?? numbers.size;
      if (known === undefined) numbers.set(value, number);
      last = value;
    }
    which[index] = number;
  }
  const size = numbers.size <= 0x100 ? 0 : numbers.size <= 0x1_0000 ? 1 : 2;
  writer.longs([OWN_KEYS + size, numbers.size]);
  for (const value of numbers.keys()) writer.text(value);
  writer.longs([values.length]);
  writer.numbers(which, ([1, 2, 4] as const)[size]);
}

function writeNulls(writer: NativeWriter, values: readonly Value[]): void {
  writer.numbers(
    values.map((value) => (value === null ? 1 : 0)),
    1,
  );
}

/** Where each list ends in all of them. */
function endsOf(counts: readonly number[]): readonly number[] {
  let end = 0;
  return counts.map((count) => (end += count));
}

/** The last moment that the engine knows. */
const LAST = Date.parse("2299-12-31T23:59:59.999Z");

function momentOf(value: number | null): number {
  return Math.min(Math.max(0, Math.floor(value ?? 0)), LAST);
}
