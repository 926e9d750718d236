import { createHash } from "node:crypto";

/** Counts and hashes the bytes of a file while they pass. */
export class Measured {
  readonly #hash = createHash("sha256");
  #bytes = 0;

  async *through(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      this.#hash.update(chunk);
      this.#bytes += chunk.length;
      yield chunk;
    }
  }

  /** Returns the result. Call it once, after all data has passed. */
  result(): { readonly bytes: number; readonly sha256: string } {
    return { bytes: this.#bytes, sha256: this.#hash.digest("hex") };
  }
}

/** The number and range of the entries. */
export class Counted {
  entries = 0;
  first_seq: number | null = null;
  last_seq: number | null = null;
  readonly #offset: number;

  /** @param offset what a stored seq is less than the seq in its log */
  constructor(offset = 0) {
    this.#offset = offset;
  }

  readonly count = ({ count, first, last }: { count: number; first: number; last: number }): void => {
    this.entries += count;
    this.first_seq ??= first + this.#offset;
    this.last_seq = last + this.#offset;
  };

  result(): Pick<Counted, "entries" | "first_seq" | "last_seq"> {
    return { entries: this.entries, first_seq: this.first_seq, last_seq: this.last_seq };
  }
}
