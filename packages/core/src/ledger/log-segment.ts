import { equalBytes, toHex, utf8 } from "./bytes.ts";
import { CompactRange, type RangeNode, rangeRoot } from "./compact-range.ts";
import { NO_PREVIOUS } from "./entry.ts";
import type { ApprovalSteps } from "./find-undecided.ts";
import type { AuthoritySteps } from "./find-unentitled.ts";
import { type GrantStep, type GrantSteps, grantStepOf } from "./grant-steps.ts";
import { type LineFault, LogLine, TS_BYTES } from "./log-line.ts";
import { HASH_BYTES } from "./merkle-hash.ts";
import type { Sha256 } from "./types.ts";

/** An error of a line in relation to its neighbours. */
export type SegmentFault = LineFault | "WRONG_SEQ" | "BROKEN_LINK" | "TIME_WENT_BACK";

/** Entries [from, to) of a log, each checked by itself and against the previous one. Plain data, so that threads can exchange it. */
export interface LogSegment {
  readonly from: number;
  readonly to: number;
  /** `prev` and `ts` of the first entry as text bytes; leaf hash and `ts` of the last. */
  readonly firstPrev: Uint8Array;
  readonly firstTs: Uint8Array;
  readonly lastLeaf: Uint8Array;
  readonly lastTs: Uint8Array;
  readonly nodes: readonly RangeNode[];
  /** The nodes of the log at these sizes. */
  readonly sizedNodes: readonly { readonly size: number; readonly nodes: readonly RangeNode[] }[];
  /** The approval steps of the entries, one part per joined segment. */
  readonly approvals: readonly ApprovalSteps[];
  /** The grant steps of the entries, one part per joined segment. */
  readonly grants: readonly GrantSteps[];
  /** The steps of people and keys, one part per joined segment. */
  readonly authority: readonly AuthoritySteps[];
}

export interface SegmentOptions {
  readonly sha: Sha256;
  readonly origin: string;
  /** Sequence number of the first entry; null takes it from the first line, for a part of a file whose lines were not counted. */
  readonly from: number | null;
  /** Sizes of the log at which a root will be needed. */
  readonly sizes: readonly number[];
}

const GENESIS = new Uint8Array(HASH_BYTES);

/** Checks lines in order and hashes them into a segment. */
export class SegmentReader {
  readonly line: LogLine;
  readonly #sha: Sha256;
  readonly #sizes: ReadonlySet<number>;
  readonly #sizedNodes: { size: number; nodes: RangeNode[] }[] = [];
  readonly #steps: number[] = [];
  readonly #stepSeqs: number[] = [];
  readonly #grantSteps: GrantStep[] = [];
  readonly #grantSeqs: number[] = [];
  readonly #authoritySteps: number[] = [];
  readonly #authoritySeqs: number[] = [];
  #range: CompactRange | null = null;
  #from: number | null;
  #to = 0;
  #firstPrev: Uint8Array = new Uint8Array(0);
  #firstTs: Uint8Array = new Uint8Array(0);
  #lastLeaf: Uint8Array = GENESIS;
  #lastTs = new Uint8Array(TS_BYTES);

  constructor(options: SegmentOptions) {
    this.line = new LogLine(options.origin);
    this.#sha = options.sha;
    this.#sizes = new Set(options.sizes);
    this.#from = options.from;
  }

  /** The sequence number that the next line must have, or null before the first line of a segment without a known beginning. */
  get next(): number | null {
    return this.#range ? this.#to : this.#from;
  }

  /** The leaf hash that the next line must name as `prev`. */
  get lastLeaf(): Uint8Array {
    return this.#lastLeaf;
  }

  /**
   * Reads the line [start, end).
   * INVARIANT: `bytes[start - 1]` exists and may be overwritten. It becomes the 0x00 that is hashed before the leaf, so that no line is
   * copied.
   */
  read(bytes: Uint8Array, start: number, end: number): SegmentFault | null {
    const fault = this.line.read(bytes, start, end);
    if (fault) return fault;
    if (this.next !== null && this.line.seq !== this.next) return "WRONG_SEQ";
    // The first `prev` of a range points outside it. `joinSegments` checks it if the previous range is known.
    if ((this.#range || this.line.seq === 0) && !this.line.follows(this.#lastLeaf)) return "BROKEN_LINK";
    if (this.line.isBefore(this.#lastTs)) return "TIME_WENT_BACK";
    this.#append(leafInPlace(this.#sha, bytes, start, end));
    return null;
  }

  #append(leaf: Uint8Array): void {
    if (!this.#range) {
      this.#from = this.#to = this.line.seq;
      this.#range = new CompactRange(this.#sha, this.#from);
      this.#firstPrev = this.line.copyPrev();
      this.#firstTs = this.line.copyTs();
    }
    this.#range.push({ level: 0, hash: leaf });
    this.#to++;
    this.#lastLeaf = leaf;
    if (this.line.step !== 0) {
      this.#steps.push(this.line.step);
      this.#stepSeqs.push(this.line.seq);
    }
    if (this.line.authority !== 0) {
      this.#authoritySteps.push(this.line.authority);
      this.#authoritySeqs.push(this.line.seq);
    }
    const step = this.line.ofGrant && grantStepOf(this.#sha, this.line.ofGrant);
    if (step) {
      this.#grantSteps.push(step);
      this.#grantSeqs.push(this.line.seq);
    }
    this.#lastTs.set(this.line.tsIn.subarray(this.line.tsAt, this.line.tsAt + TS_BYTES));
    if (this.#sizes.has(this.#to)) this.#sizedNodes.push({ size: this.#to, nodes: this.#range.nodes() });
  }

  /** Returns the segment read so far, or null before the first line. */
  segment(): LogSegment | null {
    if (!this.#range || this.#from === null) return null;
    const { nodes, sizedNodes } = { nodes: this.#range.nodes(), sizedNodes: [...this.#sizedNodes] };
    return {
      from: this.#from,
      to: this.#to,
      firstPrev: this.#firstPrev,
      firstTs: this.#firstTs,
      lastLeaf: this.#lastLeaf,
      lastTs: this.#lastTs.slice(),
      nodes,
      sizedNodes,
      approvals: [{ steps: this.#steps, seqs: this.#stepSeqs }],
      grants: [{ steps: this.#grantSteps, seqs: this.#grantSeqs }],
      authority: [{ steps: this.#authoritySteps, seqs: this.#authoritySeqs }],
    };
  }
}

/** Hashes the leaf [start, end), overwriting the byte before it. */
export function leafInPlace(sha: Sha256, bytes: Uint8Array, start: number, end: number): Uint8Array {
  bytes[start - 1] = 0;
  return sha(bytes.subarray(start - 1, end));
}

/** Joins two segments, or returns null when the second does not follow the first. */
export function joinSegments(sha: Sha256, left: LogSegment, right: LogSegment): LogSegment | null {
  if (left.to !== right.from || !equalBytes(utf8(toHex(left.lastLeaf)), right.firstPrev)) return null;
  if (compareText(right.firstTs, left.lastTs) < 0) return null;
  const join = (nodes: readonly RangeNode[]) => {
    const range = new CompactRange(sha, left.from, left.nodes);
    for (const node of nodes) range.push(node);
    return range.nodes();
  };
  const sizedNodes = [...left.sizedNodes, ...right.sizedNodes.map(({ size, nodes }) => ({ size, nodes: join(nodes) }))];
  const approvals = [...left.approvals, ...right.approvals];
  const grants = [...left.grants, ...right.grants];
  const authority = [...left.authority, ...right.authority];
  return {
    ...left,
    approvals,
    grants,
    authority,
    to: right.to,
    lastLeaf: right.lastLeaf,
    lastTs: right.lastTs,
    nodes: join(right.nodes),
    sizedNodes,
  };
}

/** Returns true when a segment starts at the beginning of a log. */
export function isBeginning(segment: LogSegment): boolean {
  return segment.from === 0 && equalBytes(segment.firstPrev, utf8(NO_PREVIOUS));
}

/** Returns the root of the log at a size, or null when that was neither the end nor marked. */
export function rootAt(sha: Sha256, segment: LogSegment | null, size: number): Uint8Array | null {
  if (size === 0) return rangeRoot(sha, []);
  if (segment?.from !== 0) return null;
  const nodes = segment.to === size ? segment.nodes : segment.sizedNodes.find((each) => each.size === size)?.nodes;
  return nodes ? rangeRoot(sha, nodes) : null;
}

function compareText(a: Uint8Array, b: Uint8Array): number {
  const at = a.findIndex((byte, i) => byte !== b[i]);
  return at < 0 ? 0 : (a[at] as number) - (b[at] as number);
}
