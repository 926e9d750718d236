const SIGNATURE_BYTES = 11;
/** Postgres counts from 2000. */
const EPOCH_MICROS = 946_684_800_000_000;
const LENGTH_BYTES = 4;

/**
 * One row of what `COPY … (FORMAT binary)` sends. Columns are read once each, in their order; only `bytes` and `textOrNull` may be null.
 * INVARIANT: bytes are of a buffer that is used for other rows: whatever outlives the call that was given the row is copied.
 */
export class CopiedRow {
  #message: Buffer = Buffer.alloc(0);
  #at = 0;
  #started = false;

  /** Takes a message of the stream; `false` when it has no row, because it ends the stream. */
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

  /** An int8 in the range that JavaScript counts exactly. */
  int8(): number {
    const from = this.#at + LENGTH_BYTES;
    this.#at = from + 8;
    return this.#message.readInt32BE(from) * 2 ** 32 + this.#message.readUInt32BE(from + 4);
  }

  /** A timestamptz: ms since the epoch. */
  timestamp(): number {
    return (this.int8() + EPOCH_MICROS) / 1000;
  }

  #length(): number {
    const length = this.#message.readInt32BE(this.#at);
    this.#at += LENGTH_BYTES;
    return length;
  }
}

/** The header comes with the first row: signature, flags, and an extension of a length that it says. */
function headerBytes(message: Buffer): number {
  return SIGNATURE_BYTES + 4 + 4 + message.readInt32BE(SIGNATURE_BYTES + 4);
}
