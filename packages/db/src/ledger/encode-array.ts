/** Encodes columns as binary Postgres arrays, which are half the size of text arrays and need no escaping or hex parsing. */

export type ColumnType = keyof typeof ELEMENTS;

/** The value of a cell. Bytes may be given in hex; numbers in a timestamptz column are milliseconds since the epoch. */
export type Cell = string | number | bigint | boolean | Uint8Array | object | null;

interface Element {
  readonly oid: number;
  size(cell: NonNullable<Cell>): number;
  write(into: Buffer, at: number, cell: NonNullable<Cell>, size: number): void;
}

const TWO_32 = 2 ** 32;
const JSONB_VERSION = 1;
/** 2000-01-01, the epoch of Postgres timestamps, in ms. */
const POSTGRES_EPOCH_MS = 946_684_800_000;

const ELEMENTS = {
  uuid: { oid: 2950, size: () => UUID_BYTES, write: writeUuid },
  bigint: { oid: 20, size: () => 8, write: (into, at, cell) => writeInt64(into, at, Number(cell)) },
  boolean: { oid: 16, size: () => 1, write: (into, at, cell) => into.writeUInt8(cell ? 1 : 0, at) },
  smallint: { oid: 21, size: () => 2, write: (into, at, cell) => into.writeInt16BE(cell as number, at) },
  timestamptz: {
    oid: 1184,
    size: () => 8,
    write: (into, at, cell) => writeInt64(into, at, ((cell as number) - POSTGRES_EPOCH_MS) * 1000),
  },
  /** A decimal text that is not negative. */
  numeric: { oid: 1700, size: (cell) => NUMERIC_HEADER_BYTES + 2 * numericDigits(cell as string).length, write: writeNumeric },
  text: {
    oid: 25,
    size: (cell) => Buffer.byteLength(cell as string),
    write: (into, at, cell) => into.write(cell as string, at),
  },
  bytea: {
    oid: 17,
    size: (cell) => (typeof cell === "string" ? cell.length / 2 : (cell as Uint8Array).length),
    write: (into, at, cell, size) => {
      if (typeof cell === "string") into.write(cell, at, size, "hex");
      else into.set(cell as Uint8Array, at);
    },
  },
  jsonb: {
    oid: 3802,
    size: (cell) => 1 + Buffer.byteLength(JSON.stringify(cell)),
    write: (into, at, cell) => {
      into[at] = JSONB_VERSION;
      into.write(JSON.stringify(cell), at + 1);
    },
  },
} as const satisfies Record<string, Element>;

const HEADER_BYTES = 12;
const DIMENSION_BYTES = 8;
const LENGTH_BYTES = 4;
const NULL_LENGTH = -1;

/** Encodes cells as a one-dimensional array in binary form (`array_send` of Postgres), to be bound as a parameter. */
export function encodeArray(type: ColumnType, cells: readonly Cell[]): Buffer {
  const element: Element = ELEMENTS[type];
  const sizes = cells.map((cell) => (cell === null ? NULL_LENGTH : element.size(cell)));
  const empty = cells.length === 0;
  const bytes = sizes.reduce((sum, size) => sum + LENGTH_BYTES + Math.max(size, 0), HEADER_BYTES + (empty ? 0 : DIMENSION_BYTES));
  const into = Buffer.allocUnsafe(bytes);
  into.writeInt32BE(empty ? 0 : 1, 0);
  into.writeInt32BE(sizes.includes(NULL_LENGTH) ? 1 : 0, 4);
  into.writeInt32BE(element.oid, 8);
  if (empty) return into;
  into.writeInt32BE(cells.length, HEADER_BYTES);
  into.writeInt32BE(1, HEADER_BYTES + 4);
  let at = HEADER_BYTES + DIMENSION_BYTES;
  for (let i = 0; i < cells.length; i++) {
    const size = sizes[i] as number;
    into.writeInt32BE(size, at);
    at += LENGTH_BYTES;
    if (size === NULL_LENGTH) continue;
    element.write(into, at, cells[i] as NonNullable<Cell>, size);
    at += size;
  }
  return into;
}

function writeInt64(into: Buffer, at: number, value: number): void {
  const high = Math.floor(value / TWO_32);
  into.writeInt32BE(high, at);
  into.writeUInt32BE(value - high * TWO_32, at + 4);
}

/** Returns the digits to the base 10,000 on both sides of the decimal point. */
function numericDigits(text: string): readonly number[] {
  const [whole = "", fraction = ""] = text.split(".");
  const digits = whole.padStart(Math.ceil(whole.length / 4) * 4, "0") + fraction.padEnd(Math.ceil(fraction.length / 4) * 4, "0");
  return (digits.match(/.{4}/g) ?? []).map(Number);
}

/** Writes the binary form of `numeric`: number of digits, weight of the first, sign, scale, digits. */
function writeNumeric(into: Buffer, at: number, cell: NonNullable<Cell>): void {
  const [whole = "", fraction = ""] = String(cell).split(".");
  const digits = numericDigits(String(cell));
  into.writeInt16BE(digits.length, at);
  into.writeInt16BE(Math.ceil(whole.length / 4) - 1, at + 2);
  into.writeInt16BE(0, at + 4);
  into.writeInt16BE(fraction.length, at + 6);
  for (const [i, digit] of digits.entries()) into.writeInt16BE(digit, at + NUMERIC_HEADER_BYTES + 2 * i);
}

const NUMERIC_HEADER_BYTES = 8;

/** @throws RangeError when the text does not have 32 hex digits */
function writeUuid(into: Buffer, at: number, cell: NonNullable<Cell>): void {
  const text = String(cell);
  let to = at;
  let digits = 0;
  for (let from = 0; from < text.length; from += 2) {
    if (text.charCodeAt(from) === DASH) from++;
    const byte = (nibble(text, from) << 4) | nibble(text, from + 1);
    digits |= byte;
    if (to < at + UUID_BYTES) into[to] = byte;
    to++;
  }
  if (digits < 0 || to !== at + UUID_BYTES) throw new RangeError("not a uuid");
}

const nibble = (text: string, index: number) => NIBBLE[text.charCodeAt(index)] ?? -1;

const UUID_BYTES = 16;
const DASH = 0x2d;
/** Value of a hex digit by its character code; -1 for other characters. */
const NIBBLE = Int8Array.from({ length: 128 }, (_, code) => {
  const digit = Number.parseInt(String.fromCharCode(code), 16);
  return Number.isNaN(digit) ? -1 : digit;
});
