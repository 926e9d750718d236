const SIGNATURE_BYTES = 11;
/** The epoch of Postgres timestamps, 2000-01-01, in ms. */
const EPOCH_MICROS = 946_684_800_000_000;
const LENGTH_BYTES = 4;

/**
 * A row of `COPY … (FORMAT binary)`. Columns are read once each, in order; only `bytes` and `textOrNull` may be null.
 * INVARIANT: the bytes belong to a reused buffer, so they must be copied if they are needed after the callback.
 */
export class CopiedRow {
  #message: Buffer = Buffer.alloc(0);
  #at = 0;
  #started = false;

  /** Reads a message of the stream. Returns false when it ends the stream and has no row. */
  load(message: Buffer): boolean {
    this.#message = message;
    this.#at = this.#started ? 0 : headerBytes(message);
    this.#started = true;
    const columns = message.readInt16BE(this.#at);
    this.#at += 2;
    return columns >= 0;
  }

  bytes(): Buffer | null {
    const length = this.#length();
    if (length < 0) return null;
    this.#at += length;
    return this.#message.subarray(this.#at - length, this.#at);
  }

  textOrNull(): string | null {
    const length = this.#length();
    if (length < 0) return null;
    this.#at += length;
    return this.#message.toString("utf8", this.#at - length, this.#at);
  }

  text(): string {
    return this.textOrNull() ?? "";
  }

  uuid(): string {
    const from = this.#at + LENGTH_BYTES;
    this.#at = from + 16;
    const hex = this.#message.toString("hex", from, this.#at);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }

  /** Reads an int8 within the safe integer range. */
  int8(): number {
    const from = this.#at + LENGTH_BYTES;
    this.#at = from + 8;
    return this.#message.readInt32BE(from) * 2 ** 32 + this.#message.readUInt32BE(from + 4);
  }

  /** Reads a timestamptz as milliseconds since the epoch. */
  timestamp(): number {
    return (this.int8() + EPOCH_MICROS) / 1000;
  }

  #length(): number {
    const length = this.#message.readInt32BE(this.#at);
    this.#at += LENGTH_BYTES;
    return length;
  }
}

/** Returns the length of the header before the first row: signature, flags and an extension of variable length. */
function headerBytes(message: Buffer): number {
  return SIGNATURE_BYTES + 4 + 4 + message.readInt32BE(SIGNATURE_BYTES + 4);
}
