import { concatBytes } from "./bytes.ts";
import { MAX_ENTRY_BYTES } from "./entry.ts";

const NEWLINE = 0x0a;
const HEADROOM = new Uint8Array(1);

/** Takes a line at [start, end) of some bytes, without its newline; the byte before it may be overwritten. */
export type LineSink = (bytes: Uint8Array, start: number, end: number) => void;

/**
 * Cuts a file into lines as its bytes come in, keeping no more than one line. A line longer than an entry may be is
 * handed on unfinished, so that memory stays bounded; whoever takes it will refuse it.
 */
export class LineFeeder {
  readonly #sink: LineSink;
  #carry: Uint8Array = new Uint8Array(0);

  constructor(sink: LineSink) {
    this.#sink = sink;
  }

  /** The next bytes of the file. They are given away: newlines in them are overwritten. */
  write(chunk: Uint8Array): void {
    let start = 0;
    let end = chunk.indexOf(NEWLINE);
    if (end >= 0) {
      // The first line has no byte of its own before it, so it is copied behind one.
      const first = concatBytes(HEADROOM, this.#carry, chunk.subarray(0, end));
      this.#carry = new Uint8Array(0);
      this.#sink(first, 1, first.length);
      start = end + 1;
    }
    while ((end = chunk.indexOf(NEWLINE, start)) >= 0) {
      this.#sink(chunk, start, end);
      start = end + 1;
    }
    this.#keep(chunk.subarray(start));
  }

  #keep(rest: Uint8Array): void {
    this.#carry = concatBytes(this.#carry, rest);
    if (this.#carry.length <= MAX_ENTRY_BYTES) return;
    const line = concatBytes(HEADROOM, this.#carry);
    this.#carry = new Uint8Array(0);
    this.#sink(line, 1, line.length);
  }

  /** Bytes after the last newline. An export ends with one, so any are the beginning of a line that was cut off. */
  get unfinished(): number {
    return this.#carry.length;
  }
}
