import { type Diagnosis, diagnoseLine } from "./diagnose-line.ts";
import { LineFeeder } from "./feed-lines.ts";
import { concludeLog, expectedMarks, faultReport, type LogExpectation, type LogReport, truncated } from "./log-report.ts";
import { SegmentReader } from "./log-segment.ts";
import type { Sha256 } from "./types.ts";

/**
 * Verifies an export while it is read, in bounded memory: each line is canonical, an entry of this log, in its dense
 * place, not dated before the last, and names the hash of the last; and all together hash to the signed root.
 * INVARIANT: what is expected (log, head, pin) comes from the caller, who has checked the head's signature.
 *
 *     const verifier = new LogVerifier(sha, { origin, checkpoint: head });
 *     for await (const chunk of file) verifier.write(chunk);
 *     const report = verifier.finish();
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
    this.#reader = new SegmentReader({ sha, origin: expected.origin, from: expected.range?.from ?? 0, marks: expectedMarks(expected) });
    this.#feeder = new LineFeeder((bytes, start, end) => this.#line(bytes, start, end));
  }

  /** The next bytes of the file, cut anywhere. They are given away: some are overwritten. */
  write(chunk: Uint8Array): void {
    if (!this.settled) this.#feeder.write(chunk);
  }

  /** True when a fault was found and no further byte can change the report. */
  get settled(): boolean {
    return this.#diagnosis?.settled ?? false;
  }

  /** How many entries were read and hold together so far. */
  get entries(): number {
    return (this.#reader.next ?? 0) - (this.#expected.range?.from ?? 0);
  }

  /** The report, when all bytes were written. */
  finish(): LogReport {
    const end = this.#reader.next ?? 0;
    if (this.#diagnosis) return faultReport(this.#expected, this.entries, this.#diagnosis.conclude());
    if (this.#feeder.unfinished > 0)
      return faultReport(this.#expected, this.entries, truncated(end, `The file ends in the middle of entry ${end}.`));
    return concludeLog(this.#sha, this.#reader.segment(), this.#expected);
  }

  #line(bytes: Uint8Array, start: number, end: number): void {
    if (this.#diagnosis) {
      if (!this.#diagnosis.settled) this.#diagnosis.look(bytes, start, end);
      return;
    }
    const fault = this.#reader.read(bytes, start, end);
    if (!fault) return;
    const { origin, checkpoint: head } = this.#expected;
    this.#diagnosis = diagnoseLine({ sha: this.#sha, origin, head, reader: this.#reader, fault, bytes, start, end });
  }
}
