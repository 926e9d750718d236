import { type ApprovalStep, approvalStepOf, endsGrants, scanApprovalStep } from "./approval-steps.ts";
import { type AuthorityStep, authorityStepOf, changesAuthority, scanAuthorityStep } from "./authority-steps.ts";
import { copyBytes, decodeUtf8, utf8 } from "./bytes.ts";
import { type Entry, MAX_ENTRY_BYTES } from "./entry.ts";
import { type EntryFault, readEntry } from "./read-entry.ts";
import { LineScanner } from "./scan-line.ts";

/** An error in a line by itself. */
export type LineFault = EntryFault | "WRONG_LOG";

/** Length of a `ts` in bytes. */
export const TS_BYTES = 24;
const PREV_BYTES = 64;

/**
 * Reads one line of an export and the parts that link it to its neighbours. After `read` returns null, the fields describe that line until
 * the next call.
 */
export class LogLine {
  readonly #origin: string;
  readonly #scanner: LineScanner;
  seq = 0;
  prevIn: Uint8Array = new Uint8Array(0);
  prevAt = 0;
  tsIn: Uint8Array = new Uint8Array(0);
  tsAt = 0;
  /** The approval step of the line. */
  step: ApprovalStep = 0;
  /** The parsed entry, when the line may state something about a grant. */
  ofGrant: Entry | null = null;
  /** The step of a person or a key in the line. */
  authority: AuthorityStep = 0;

  constructor(origin: string) {
    this.#origin = origin;
    this.#scanner = new LineScanner(origin);
  }

  read(bytes: Uint8Array, start: number, end: number): LineFault | null {
    if (end - start > MAX_ENTRY_BYTES) return "MALFORMED_LINE";
    if (!this.#scanner.scan(bytes, start, end)) return this.#readSlowly(bytes, start, end);
    this.seq = this.#scanner.seq;
    this.prevIn = bytes;
    this.prevAt = this.#scanner.prevAt;
    this.tsIn = bytes;
    this.tsAt = this.#scanner.tsAt;
    this.step = scanApprovalStep(bytes, this.#scanner.dataAt, this.#scanner.kindAt);
    const { kindAt, keyAt, hasGrant } = this.#scanner;
    const parse = () => JSON.parse(decodeUtf8(bytes.subarray(start, end)) ?? "") as Entry;
    this.ofGrant = hasGrant || endsGrants(bytes, kindAt) ? parse() : null;
    this.authority = changesAuthority(bytes, kindAt) ? authorityStepOf(parse()) : scanAuthorityStep(bytes, { start, kindAt, keyAt });
    return null;
  }

  #readSlowly(bytes: Uint8Array, start: number, end: number): LineFault | null {
    const text = decodeUtf8(bytes.subarray(start, end));
    if (text === null) return "MALFORMED_LINE";
    const result = readEntry(text);
    if (!result.ok) return result.fault;
    if (result.entry.log !== this.#origin) return "WRONG_LOG";
    this.seq = result.entry.seq;
    this.prevIn = utf8(result.entry.prev);
    this.prevAt = 0;
    this.tsIn = utf8(result.entry.ts);
    this.tsAt = 0;
    this.step = approvalStepOf(result.entry);
    this.ofGrant = result.entry;
    this.authority = authorityStepOf(result.entry);
    return null;
  }

  /** Returns true when this line's `prev` is the given leaf hash. */
  follows(leaf: Uint8Array): boolean {
    for (let i = 0; i < leaf.length; i++) {
      const byte = leaf[i] as number;
      if (this.prevIn[this.prevAt + 2 * i] !== HEX_DIGITS[byte >> 4] || this.prevIn[this.prevAt + 2 * i + 1] !== HEX_DIGITS[byte & 15])
        return false;
    }
    return true;
  }

  /** Returns true when this line's `ts` is earlier. Timestamps have one form, so they sort as bytes do. */
  isBefore(ts: Uint8Array): boolean {
    for (let i = 0; i < TS_BYTES; i++) {
      const difference = (this.tsIn[this.tsAt + i] as number) - (ts[i] as number);
      if (difference !== 0) return difference < 0;
    }
    return false;
  }

  /** Copies the `ts`, 24 bytes of text. */
  copyTs(): Uint8Array {
    return copyBytes(this.tsIn, this.tsAt, this.tsAt + TS_BYTES);
  }

  /** Copies the `prev`, 64 bytes of hex text. */
  copyPrev(): Uint8Array {
    return copyBytes(this.prevIn, this.prevAt, this.prevAt + PREV_BYTES);
  }
}

const HEX_DIGITS = utf8("0123456789abcdef");
