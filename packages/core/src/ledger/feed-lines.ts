import { concatBytes } from "./bytes.ts";
import { MAX_ENTRY_BYTES } from "./entry.ts";

const NEWLINE = 0x0a;
const HEADROOM = new Uint8Array(1);

/** Takes a line at [start, end) of some bytes, without its newline; the byte before it may be overwritten. */
export type LineSink = (bytes: Uint8Array, start: number, end: number) => void;

/**
 * Cuts a file into lines as its bytes come in, keeping no more than one line. A line that grows too
 * long is handed on unfinished, so that memory stays bounded; whoever takes it will refuse it.
 */
export class LineFeeder {
  readonly #sink: LineSink;
  readonly #maxBytes: number;
  #carry: Uint8Array = new Uint8Array(0);

  /** @param maxBytes how long a line may be; by default as long as an entry */
  constructor(sink: LineSink, maxBytes = MAX_ENTRY_BYTES) {
    this.#sink = sink;
    this.#maxBytes = maxBytes;
  }

  /** The next bytes of the file. They are given away: newlines in them are overwritten. */
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

  /** Bytes after the last newline. An export ends with one, so any are the beginning of a line that was cut off. */
  get unfinished(): number {
    return this.#carry.length;
  }
}
