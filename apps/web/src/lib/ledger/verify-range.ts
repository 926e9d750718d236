import { fromBase64, type LogReport, LogVerifier, openCheckpoint } from "@agentlattice/core/ledger";
import { ed25519 } from "@noble/curves/ed25519.js";
import { sha256 } from "@noble/hashes/sha2.js";

/** The entries `from` to `to`, inclusive, and the key that the caller trusts. */
export interface RangeRequest {
  readonly from: number;
  readonly to: number;
  /** True to verify up to the newest head, including entries written after `to`. */
  readonly whole: boolean;
  readonly vkey: string;
}

/** The report and the signed head it refers to. */
export interface RangeOutcome {
  readonly report: LogReport;
  readonly checkpoint: string;
  /** Sequence number of the last entry that was read. */
  readonly to: number;
}

/** The source of entries and proofs. */
export interface RangeSource {
  proof(from: number, to: number): Promise<{ left: readonly string[]; right: readonly string[]; checkpoint: string }>;
  /** Returns entries from a sequence number on, byte for byte, and the number of the last one. */
  leaves(from: number, limit: number): Promise<{ to: number; bytes: Uint8Array }>;
}

const PAGE = 2_000;

/**
 * Verifies a range of entries against a signed head. Every byte is hashed, every link is checked, and the result must lead to the
 * signed root together with the hashes of the edges. The server's own statement about the result is not used.
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
  // The whole log has no edges.
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
  const message = `The signature of the head that covers these entries does not verify with the log's key (${reason}).`;
  return { status: "INVALID", origin, message, entries: 0, size: null, root: null, covered: 0, uncovered: 0 };
}
