import { concatBytes } from "./bytes.ts";
import { MAX_ENTRY_BYTES } from "./entry.ts";

const NEWLINE = 0x0a;
const HEADROOM = new Uint8Array(1);

/** Receives the line [start, end) of some bytes, without its newline. The byte before it may be overwritten. */
export type LineSink = (bytes: Uint8Array, start: number, end: number) => void;

/**
 * Splits a file into lines as its bytes arrive, keeping at most one line in memory. A line that grows too long is passed on unfinished, and
 * the receiver refuses it.
 */
export class LineFeeder {
  readonly #sink: LineSink;
  readonly #maxBytes: number;
  #carry: Uint8Array = new Uint8Array(0);

  /** @param maxBytes maximum length of a line; by default that of an entry */
  constructor(sink: LineSink, maxBytes = MAX_ENTRY_BYTES) {
    this.#sink = sink;
    this.#maxBytes = maxBytes;
  }

  /** Processes the next bytes of the file. The buffer is consumed: newlines in it are overwritten. */
  write(chunk: Uint8Array): void {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      if (start > 0) this.#sink(chunk, start, end);
      else this.#first(chunk.subarray(0, end));
      start = end + 1;
    }
    this.#keep(chunk.subarray(start));
  }

  /** The first line of a chunk has no byte of its own before it, so it is copied behind one. */
  #first(end: Uint8Array): void {
    const line = concatBytes(HEADROOM, this.#carry, end);
    this.#carry = new Uint8Array(0);
    this.#sink(line, 1, line.length);
  }

  #keep(rest: Uint8Array): void {
    this.#carry = concatBytes(this.#carry, rest);
    if (this.#carry.length > this.#maxBytes) this.#first(new Uint8Array(0));
  }

  /** The number of bytes after the last newline. An export ends with a newline, so these are a truncated line. */
  get unfinished(): number {
    return this.#carry.length;
  }
}
