import { type ColumnName, COLUMNS, type ColumnType, type ExchangeRecord } from "../../exchange/columns.ts";
import { emptyValue } from "../../exchange/record.ts";
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
 *
 * @param writer to write with; the block's bytes are its memory.
 */
export function encodeBlock(records: readonly ExchangeRecord[], writer = new NativeWriter()): EncodedBlock {
  const filled = columnsOf(records);
  writer.begin(records.length * USUAL_BYTES);
  writer.length(filled.length);
  writer.length(records.length);
  for (const { name, type, values } of filled) {
    writer.text(name);
    writer.text(ALWAYS.has(name) && type === "time" ? TIME : TYPES[type]);
    if (records.length > 0) writeColumn(writer, name, type, values);
  }
  return { columns: filled.map(({ name }) => name), bytes: writer.written };
}

/** Bytes of a record that says much: the writer's memory seldom grows on the way. */
const USUAL_BYTES = 4_096;

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
  readonly values: readonly Value[];
}

const NAMES = COLUMNS.map(({ name }) => name);
const RECEIVED_AT = NAMES.indexOf("received_at");
const ENDED_AT = NAMES.indexOf("ended_at");
/** What each column has where nothing is known. */
const EMPTY: readonly Value[] = COLUMNS.map(({ type }) => emptyValue(type));
/** Whether that is null, so that nought and false say something. */
const NULLABLE = EMPTY.map((value) => value === null);

/** The columns of records that any of them fills. What says nothing, which is most, is written nowhere on the way. */
function columnsOf(records: readonly ExchangeRecord[]): readonly Column[] {
  const begun = (at: number): Value[] => Array.from<Value>({ length: records.length }).fill(EMPTY[at] ?? null);
  const columns = NAMES.map((name, at) => (ALWAYS.has(name) ? begun(at) : undefined));
  let row = 0;
  for (const record of records) {
    const values = valuesOf(record);
    for (let at = 0; at < values.length; at++) {
      const value = values[at];
      if (isSaying(value, at)) (columns[at] ??= begun(at))[row] = value;
    }
    row++;
  }
  return COLUMNS.flatMap(({ name, type }, at) => {
    const values = columns[at];
    return values === undefined ? [] : [{ name, type, values }];
  });
}

/** Whether a value says something in its column. Asked of very many: each kind is asked in its own way. */
function isSaying(value: Value | undefined, at: number): value is Value {
  if (typeof value === "string") return value.length > 0;
  if (typeof value === "number") return value !== 0 || NULLABLE[at] === true;
  if (typeof value === "boolean") return value || NULLABLE[at] === true;
  if (value === null || value === undefined) return false;
  return Array.isArray(value) ? value.length > 0 : hasMembers(value);
}

function hasMembers(value: object): boolean {
  for (const _name in value) return true;
  return false;
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

function writeColumn(writer: NativeWriter, name: string, type: ColumnType, values: readonly Value[]): void {
  switch (type) {
    case "text":
    case "json":
      writer.texts(values as readonly string[]);
      return;
    case "category":
      writer.longs(SHARED_KEYS);
      writeCategories(writer, values as readonly string[]);
      return;
    case "count":
      writer.numbers(values as readonly number[], 4);
      return;
    case "flag":
      writer.flags(values, true);
      return;
    case "maybe":
      writer.flags(values, null);
      writer.flags(values, true);
      return;
    case "number":
      writer.flags(values, null);
      writer.doubles(values as readonly number[]);
      return;
    case "time":
      if (!ALWAYS.has(name)) writer.flags(values, null);
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
  writer.texts([...numbers.keys()]);
  writer.longs([values.length]);
  writer.numbers(which, ([1, 2, 4] as const)[size]);
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
