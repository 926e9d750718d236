import { type Diagnosis, diagnoseLine } from "./diagnose-line.ts";
import { LineFeeder } from "./feed-lines.ts";
import { concludeLog, faultReport, type LogExpectation, type LogReport, rootSizesOf, truncated } from "./log-report.ts";
import { SegmentReader } from "./log-segment.ts";
import type { Sha256 } from "./types.ts";

/**
 * Verifies an export while it is read, in bounded memory. Each line must be canonical, an entry of this log with the next sequence number,
 * not dated before the previous one, and name its hash. All lines together must hash to the signed root.
 * INVARIANT: the expected values (log, head, pin) come from the caller, who has checked the head's signature.
 * @example const verifier = new LogVerifier(sha, { origin, checkpoint: head }); for await (const chunk of file) verifier.write(chunk);
 * const report = verifier.finish();
 */
export class LogVerifier {
  readonly #sha: Sha256;
  readonly #expected: LogExpectation;
  readonly #reader: SegmentReader;
  readonly #feeder: LineFeeder;
  #diagnosis: Diagnosis | null = null;

  constructor(sha: Sha256, expected: LogExpectation) {
    this.#sha = sha;
    this.#expected = expected;
    this.#reader = new SegmentReader({ sha, origin: expected.origin, from: expected.range?.from ?? 0, sizes: rootSizesOf(expected) });
    this.#feeder = new LineFeeder((bytes, start, end) => this.#line(bytes, start, end));
  }

  /** Processes the next bytes of the file, split anywhere. The buffer is consumed: parts of it are overwritten. */
  write(chunk: Uint8Array): void {
    if (!this.settled) this.#feeder.write(chunk);
  }

  /** True when a fault was found and no further byte can change the report. */
  get settled(): boolean {
    return this.#diagnosis?.settled ?? false;
  }

  /** The number of entries read without a fault so far. */
  get entries(): number {
    return (this.#reader.next ?? 0) - (this.#expected.range?.from ?? 0);
  }

  /** Returns the report after all bytes were written. */
  finish(): LogReport {
    const end = this.#reader.next ?? 0;
    if (this.#diagnosis) return faultReport(this.#expected, this.entries, this.#diagnosis.conclude());
    if (this.#feeder.unfinished > 0)
      return faultReport(this.#expected, this.entries, truncated(end, `The file ends in the middle of entry ${end}.`));
    return concludeLog(this.#sha, this.#reader.segment(), this.#expected);
  }

  #line(bytes: Uint8Array, start: number, end: number): void {
    if (this.#diagnosis) {
      if (!this.#diagnosis.settled) this.#diagnosis.inspect(bytes, start, end);
      return;
    }
    const fault = this.#reader.read(bytes, start, end);
    if (!fault) return;
    const { origin, checkpoint: head } = this.#expected;
    this.#diagnosis = diagnoseLine({ sha: this.#sha, origin, head, reader: this.#reader, fault, bytes, start, end });
  }
}
