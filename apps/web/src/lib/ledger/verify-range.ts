import { fromBase64, type LogReport, LogVerifier, openCheckpoint } from "@agentlattice/core/ledger";
import { ed25519 } from "@noble/curves/ed25519.js";
import { sha256 } from "@noble/hashes/sha2.js";

/** Entries `from` to `to`, inclusive, and the key the caller trusts. */
export interface RangeRequest {
  readonly from: number;
  readonly to: number;
  /** Everything up to the newest head, also what was written after `to`. */
  readonly whole: boolean;
  readonly vkey: string;
}

/** The outcome, and the signed head under which it was reached. */
export interface RangeOutcome {
  readonly report: LogReport;
  readonly checkpoint: string;
  /** The last entry that was read. */
  readonly to: number;
}

/** Where the entries and the proof come from. */
export interface RangeSource {
  proof(from: number, to: number): Promise<{ left: readonly string[]; right: readonly string[]; checkpoint: string }>;
  /** Some of the entries from a seq on, byte for byte, and the seq of the last. */
  leaves(from: number, limit: number): Promise<{ to: number; bytes: Uint8Array }>;
}

const PAGE = 2_000;

/**
 * Verifies a run of entries under a signed head: every byte is hashed, every link checked, and all of it must lead to the
 * signed root together with the hashes beside it. Nothing that the server says about the outcome is used.
 */
export async function verifyRange(request: RangeRequest, source: RangeSource, progress: (entries: number) => void): Promise<RangeOutcome> {
  const { from, whole, vkey } = request;
  const { checkpoint, left, right } = await source.proof(from, request.to);
  const head = openCheckpoint(sha256, (publicKey, message, signature) => ed25519.verify(signature, message, publicKey, { zip215: false }), {
    note: checkpoint,
    vkey,
  });
  if (!head.ok) return { report: unsigned(head.reason, vkey), checkpoint, to: request.to };
  const to = whole ? head.size - 1 : request.to;
  // Beside everything there is nothing.
  const edges = whole ? { left: [], right: [] } : { left: left.map(decode), right: right.map(decode) };
  const verifier = new LogVerifier(sha256, { origin: head.origin, checkpoint: head, range: { from, to: to + 1 }, edges });
  for (let next = from; next <= to && !verifier.settled; ) {
    const page = await source.leaves(next, Math.min(PAGE, to - next + 1));
    verifier.write(page.bytes);
    next = page.to + 1;
    progress(verifier.entries);
  }
  return { report: verifier.finish(), checkpoint, to };
}

const decode = (text: string) => fromBase64(text) ?? new Uint8Array(0);

function unsigned(reason: string, vkey: string): LogReport {
  const origin = vkey.slice(0, vkey.indexOf("+"));
  const message = `The head that should cover these entries is not signed by the log's key (${reason}).`;
  return { status: "INVALID", origin, message, entries: 0, size: null, root: null, covered: 0, uncovered: 0 };
}
