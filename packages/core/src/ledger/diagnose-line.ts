import { concatBytes, equalBytes, toHex, utf8 } from "./bytes.ts";
import { CompactRange, rangeRoot } from "./compact-range.ts";
import { LogLine } from "./log-line.ts";
import type { LogFault, LogHead } from "./log-report.ts";
import { leafInPlace, type SegmentFault, type SegmentReader } from "./log-segment.ts";
import type { Sha256 } from "./types.ts";

/** Determines from the following lines which entry a fault belongs to. */
export interface Diagnosis {
  /** True when further lines cannot change the finding. */
  readonly settled: boolean;
  /** Examines one more line. */
  inspect(bytes: Uint8Array, start: number, end: number): void;
  /** Returns the finding after the last line. */
  conclude(): LogFault;
}

export interface Finding {
  readonly sha: Sha256;
  readonly origin: string;
  readonly head: LogHead | null;
  readonly reader: SegmentReader;
  readonly fault: SegmentFault;
  /** The line with the fault. */
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

const MESSAGES: Record<Exclude<SegmentFault, "WRONG_SEQ" | "BROKEN_LINK">, string> = {
  MALFORMED_LINE: "This line is not an entry.",
  NOT_CANONICAL: "This line is JSON, but not in its canonical form (RFC 8785): it is not the text that was logged.",
  WRONG_LOG: "This entry names another log.",
  TIME_WENT_BACK: "This entry is dated before the previous one.",
};

/** Starts the diagnosis of the line at which reading stopped. */
export function diagnoseLine(finding: Finding): Diagnosis {
  const seq = finding.reader.next ?? 0;
  if (finding.fault === "BROKEN_LINK")
    return seq === 0
      ? certain("BROKEN_LINK", 0, "Entry 0 is not the start of a log: its prev is not 64 zeros.")
      : new LinkDiagnosis(finding, seq);
  if (finding.fault === "WRONG_SEQ") return new SequenceDiagnosis(finding, seq);
  return certain(finding.fault, seq, MESSAGES[finding.fault]);
}

function certain(kind: LogFault["class"], seq: number, message: string): Diagnosis {
  return { settled: true, inspect: () => {}, conclude: () => ({ class: kind, first_bad_seq: seq, message }) };
}

/**
 * Diagnoses an entry n that does not name the hash of entry n-1. Either n-1 or the `prev` of n was changed. If entry n+1 (or, for the last
 * entry, the signed root) commits to n with the right `prev`, only the `prev` was changed.
 */
class LinkDiagnosis implements Diagnosis {
  readonly #finding: Finding;
  readonly #seq: number;
  readonly #repaired: Uint8Array;
  readonly #found: string;
  readonly #expected: string;
  #next: "unseen" | "confirms" | "denies" = "unseen";

  constructor(finding: Finding, seq: number) {
    const { line, lastLeaf } = finding.reader;
    this.#finding = finding;
    this.#seq = seq;
    this.#found = new TextDecoder().decode(line.copyPrev());
    this.#expected = toHex(lastLeaf);
    const copy = concatBytes(new Uint8Array(1), finding.bytes.subarray(finding.start, finding.end));
    copy.set(utf8(this.#expected), lastIndexOfBytes(copy, concatBytes(utf8(',"prev":"'), line.copyPrev())) + 9);
    this.#repaired = leafInPlace(finding.sha, copy, 1, copy.length);
  }

  get settled(): boolean {
    return this.#next !== "unseen";
  }

  inspect(bytes: Uint8Array, start: number, end: number): void {
    const line = new LogLine(this.#finding.origin);
    this.#next = line.read(bytes, start, end) === null && line.follows(this.#repaired) ? "confirms" : "denies";
  }

  conclude(): LogFault {
    const [n, before] = [this.#seq, this.#seq - 1];
    const onlyPrev = this.#next === "confirms" || (this.#next === "unseen" && this.#rootConfirms());
    const message = onlyPrev
      ? `Its prev was changed: with the hash of entry ${before} instead, the rest of the log is consistent.`
      : `Entry ${n} does not name the hash of entry ${before}, so entry ${before} was changed; earlier entries may have been rewritten to match it.`;
    return { class: "BROKEN_LINK", first_bad_seq: onlyPrev ? n : before, message, expected: this.#expected, found: this.#found };
  }

  #rootConfirms(): boolean {
    const { sha, head, reader } = this.#finding;
    const segment = reader.segment();
    if (segment?.from !== 0 || head?.size !== this.#seq + 1) return false;
    const range = new CompactRange(sha, 0, segment.nodes);
    range.push({ level: 0, hash: this.#repaired });
    return equalBytes(rangeRoot(sha, range.nodes()), head.root);
  }
}

/** Diagnoses a line with the wrong sequence number: dropped, repeated, moved or renumbered. */
class SequenceDiagnosis implements Diagnosis {
  readonly #origin: string;
  readonly #head: LogHead | null;
  readonly #position: number;
  readonly #number: number;
  readonly #isExtra: boolean;
  #inspected = 0;
  #renumbered = false;
  #foundLater = false;

  constructor(finding: Finding, position: number) {
    this.#origin = finding.origin;
    this.#head = finding.head;
    this.#position = position;
    this.#number = finding.reader.line.seq;
    const isFirst = finding.reader.segment() === null;
    this.#isExtra = isFirst || equalBytes(leafInPlace(finding.sha, finding.bytes, finding.start, finding.end), finding.reader.lastLeaf);
  }

  get settled(): boolean {
    return this.#renumbered || this.#foundLater || (this.#inspected > 0 && this.#number < this.#position);
  }

  inspect(bytes: Uint8Array, start: number, end: number): void {
    const line = new LogLine(this.#origin);
    const seq = line.read(bytes, start, end) === null ? line.seq : null;
    if (this.#inspected++ === 0 && seq === this.#position + 1) this.#renumbered = true;
    if (seq === this.#position) this.#foundLater = true;
  }

  conclude(): LogFault {
    const [position, number] = [this.#position, this.#number];
    const fault = (kind: LogFault["class"], seq: number, message: string): LogFault => ({ class: kind, first_bad_seq: seq, message });
    if (this.#renumbered || (this.#inspected === 0 && this.#head?.size === position + 1))
      return fault("WRONG_SEQ", position, `The entry at position ${position} has the number ${number}.`);
    if (number < position) {
      // Two different entries with the same number: the inserted one cannot be identified, so the number is reported.
      const seq = number === position - 1 && !this.#isExtra ? number : position;
      return fault("SEQ_REPEATED", seq, `Number ${number} occurs twice: the entry at position ${position} is surplus.`);
    }
    if (this.#foundLater) return fault("OUT_OF_ORDER", position, `Entry ${position} follows later: entries were moved.`);
    const missing = number - position === 1 ? `Entry ${position} is` : `Entries ${position} to ${number - 1} are`;
    return fault("SEQ_GAP", position, `${missing} missing.`);
  }
}

/** Searches from the end. Only the number, the subject and the time follow `prev`, so the last match is the member itself. */
function lastIndexOfBytes(bytes: Uint8Array, wanted: Uint8Array): number {
  let at = bytes.length - wanted.length;
  while (at >= 0 && !equalBytes(bytes.subarray(at, at + wanted.length), wanted)) at--;
  return at;
}
