import { equalBytes, toBase64 } from "./bytes.ts";
import { findUndecided, type Undecided } from "./find-undecided.ts";
import { findUnentitled, type Unentitled } from "./find-unentitled.ts";
import { findUngranted, type Ungranted } from "./find-ungranted.ts";
import { isBeginning, type LogSegment, rootAt, type SegmentFault } from "./log-segment.ts";
import { type RangeEdges, rootOfRange } from "./range-proof.ts";
import type { Sha256 } from "./types.ts";

/**
 * The result of a verification. `SIGNED`: the entries match the signature. `PINNED`: they also match a head seen before. `DIVERGED`: they
 * contradict a head seen before. `CONTINUOUS`: a part of a log whose links are valid, not compared with a signature. `INVALID`: they do not
 * match the signature.
 */
export type LogStatus = "INVALID" | "DIVERGED" | "SIGNED" | "PINNED" | "CONTINUOUS";

/** Classes of fault in a file of entries. */
export type LogFaultClass =
  | SegmentFault
  | "SEQ_GAP"
  | "SEQ_REPEATED"
  | "OUT_OF_ORDER"
  | "TRUNCATED"
  | "ROOT_MISMATCH"
  | "UNCOVERED_TAIL"
  | "DIVERGED"
  | "ROLLED_BACK"
  | UnauthorisedClass;

/** Classes of faults in an intact log: actions and decisions that nobody was allowed to make. */
export const UNAUTHORISED_FAULTS = [
  "EXECUTED_WITHOUT_DECISION",
  "EXECUTED_WITHOUT_GRANT",
  "DECIDED_WITHOUT_ROLE",
  "ACTED_WITH_REVOKED_KEY",
] as const;
type UnauthorisedClass = (typeof UNAUTHORISED_FAULTS)[number];

/** Returns true for a fault of what was executed, which does not question the log itself. */
export function isUnauthorised(found: LogFaultClass | undefined): found is UnauthorisedClass {
  return UNAUTHORISED_FAULTS.some((one) => one === found);
}

/** A fault, its position, and its meaning in a sentence or two. */
export interface LogFault {
  readonly class: LogFaultClass;
  /** The first entry known to be bad or missing; absent when it cannot be determined. */
  readonly first_bad_seq?: number;
  readonly message: string;
  /** The value that the log must have here, and the one that it has: roots as base64 with their size, hashes of entries as hex. */
  readonly expected?: string;
  readonly found?: string;
}

export interface LogReport extends Partial<LogFault> {
  readonly status: LogStatus;
  readonly origin: string;
  readonly message: string;
  /** The number of entries that were read without a fault. */
  readonly entries: number;
  /** Size and base64 root of the signed head; null when only a range was checked. */
  readonly size: number | null;
  readonly root: string | null;
  /** The number of entries that the signed head covers, and the number after it. */
  readonly covered: number;
  readonly uncovered: number;
}

/** A size and the root at that size. */
export interface LogHead {
  readonly size: number;
  readonly root: Uint8Array;
}

export interface LogExpectation {
  readonly origin: string;
  /** The head whose signature was checked. Without one, only continuity can be shown. */
  readonly checkpoint: LogHead | null;
  /** A head that was verified before. */
  readonly pin?: LogHead | null;
  /** True to accept entries after the signed head, which no signature covers. */
  readonly allowTail?: boolean;
  /** Present when the file contains only the entries [from, to) of the log. */
  readonly range?: { readonly from: number; readonly to: number } | null;
  /** The hashes beside the range in the tree of the checkpoint. They prove a range instead of only its continuity. */
  readonly edges?: RangeEdges | null;
}

/** Returns the sizes at which a segment must keep its nodes for comparison. */
export function rootSizesOf(expected: LogExpectation): number[] {
  return [expected.checkpoint, expected.pin].flatMap((head) => (head ? [head.size] : []));
}

/** Compares entries without a fault of their own with the signed head and the pin. */
export function concludeLog(sha: Sha256, segment: LogSegment | null, expected: LogExpectation): LogReport {
  const report = expected.range ? concludeRange(sha, segment, expected, expected.range) : concludeWhole(sha, segment, expected);
  if (segment === null || report.class !== undefined) return report;
  // A later generation does not contain what was decided before it began.
  const isWhole = segment.from === 0 && expected.origin.endsWith(FIRST_GENERATION);
  const undecided = findUndecided(segment.approvals, isWhole);
  const ungranted = findUngranted(segment.grants, isWhole);
  const { people, keys } = findUnentitled(segment.authority);
  const faults = [
    undecided && undecidedFault(undecided),
    ungranted && ungrantedFault(ungranted),
    people && peopleFault(people),
    keys && keysFault(keys),
  ].filter((fault) => fault !== null);
  return { ...report, ...faults.sort((a, b) => (a.first_bad_seq ?? 0) - (b.first_bad_seq ?? 0))[0] };
}

const FIRST_GENERATION = "/g1";

/** Reports executions without a decision. The entries match the signature, so the status does not change. */
function undecidedFault({ count, first }: Undecided): LogFault {
  const what = count === 1 ? "1 entry records" : `${count} entries record`;
  return {
    class: "EXECUTED_WITHOUT_DECISION",
    first_bad_seq: first,
    message: `${what} the execution of an action, or the use of its permit, without the required approval. The entries match the log: the approval was forged or bypassed. Look at entry ${first} and what was run.`,
  };
}

/** Reports executions that their grant did not allow. The entries match the signature, so the status does not change. */
function ungrantedFault({ count, first }: Ungranted): LogFault {
  const what = count === 1 ? "1 entry records an execution" : `${count} entries record executions`;
  return {
    class: "EXECUTED_WITHOUT_GRANT",
    first_bad_seq: first,
    message: `${what} under a standing grant that was not in force for it: never given, ended, expired, used up, or given for something else. The entries match the log: the grant was forged or its bounds were bypassed. Look at entry ${first} and what was run.`,
  };
}

/** Reports decisions by people whose recorded role does not decide. The entries match the signature, so the status does not change. */
function peopleFault({ count, first }: Unentitled): LogFault {
  const what = count === 1 ? "1 entry records a decision" : `${count} entries record decisions`;
  return {
    class: "DECIDED_WITHOUT_ROLE",
    first_bad_seq: first,
    message: `${what} by a person without the role: the last change of the member before it removed the person or gave a role that does not decide. The entries match the log: the role was changed outside of it. Look at entry ${first} and what was approved.`,
  };
}

/** Reports actions with revoked keys. The entries match the signature, so the status does not change. */
function keysFault({ count, first }: Unentitled): LogFault {
  const what = count === 1 ? "1 entry records an action" : `${count} entries record actions`;
  return {
    class: "ACTED_WITH_REVOKED_KEY",
    first_bad_seq: first,
    message: `${what} with a key after its revocation. The entries match the log: the revocation was undone outside of it. Look at entry ${first} and what was run.`,
  };
}

/** Builds the report of a log with a fault. */
export function faultReport(expected: LogExpectation, entries: number, fault: LogFault): LogReport {
  const status = fault.class === "DIVERGED" || fault.class === "ROLLED_BACK" ? "DIVERGED" : "INVALID";
  return { status, ...fault, ...figures(expected, entries) };
}

function concludeWhole(sha: Sha256, segment: LogSegment | null, expected: LogExpectation): LogReport {
  const entries = segment?.to ?? 0;
  const head = expected.checkpoint;
  const fault =
    (segment && !isBeginning(segment) ? beginning() : null) ??
    (head ? headFault(sha, segment, entries, head, expected.pin ?? null) : null) ??
    (expected.pin ? pinFault(sha, segment, entries, expected.pin) : null) ??
    (head && entries > head.size && !expected.allowTail ? tailFault(entries, head) : null);
  if (fault) return faultReport(expected, entries, fault);
  if (!head) return { status: "CONTINUOUS", message: CONTINUITY_ONLY, ...figures(expected, entries) };
  const message = expected.pin
    ? "The signed head covers every entry, and the log still begins with the pinned one."
    : "The signed head covers every entry. A signature alone does not show that nothing was rewritten.";
  return { status: expected.pin ? "PINNED" : "SIGNED", message, ...figures(expected, entries) };
}

const CONTINUITY_ONLY =
  "The entries are well formed and each names the previous one. This shows continuity, not proof: no signed head covers them.";

function beginning(): LogFault {
  return { class: "BROKEN_LINK", first_bad_seq: 0, message: "The log does not begin with entry 0." };
}

function headFault(sha: Sha256, segment: LogSegment | null, entries: number, head: LogHead, pin: LogHead | null): LogFault | null {
  if (entries < head.size) return truncated(entries, `The signed head covers ${head.size} entries and the file ends after ${entries}.`);
  const root = rootAt(sha, segment, head.size);
  if (root && equalBytes(root, head.root)) return null;
  const first_bad_seq = head.size - 1;
  const pinned = pin && pin.size <= first_bad_seq && pinFault(sha, segment, entries, pin) === null;
  const before = pinned ? ` Entries before ${pin.size} are as pinned.` : "";
  return {
    class: "ROOT_MISMATCH",
    ...(head.size > 0 ? { first_bad_seq } : {}),
    ...compareRoots(head, root),
    message: `The links are valid, but the entries do not hash to the signed root: entry ${first_bad_seq} is not the signed one, and earlier entries may have been rewritten to match.${before}`,
  };
}

function pinFault(sha: Sha256, segment: LogSegment | null, entries: number, pin: LogHead): LogFault | null {
  if (entries < pin.size) {
    return {
      class: "ROLLED_BACK",
      first_bad_seq: entries,
      message: `${pin.size} entries were pinned and this log has ${entries}. Either entries were removed or this is an older export.`,
    };
  }
  const root = rootAt(sha, segment, pin.size);
  if (root && equalBytes(root, pin.root)) return null;
  return {
    class: "DIVERGED",
    ...compareRoots(pin, root),
    message: `The first ${pin.size} entries differ from the pinned ones: history was rewritten, or you received two different logs. The pin does not say which of them differ: compare them with the export from which it was made.`,
  };
}

function compareRoots({ size, root }: LogHead, found: Uint8Array | null): Pick<LogFault, "expected" | "found"> {
  return { expected: describeRoot(size, root), ...(found ? { found: describeRoot(size, found) } : {}) };
}

/** Names a head by its size and its root in base64. */
export function describeRoot(size: number, root: Uint8Array): string {
  return `${toBase64(root)} at ${size} ${size === 1 ? "entry" : "entries"}`;
}

/** Builds the fault of a file that ends too early. */
export function truncated(seq: number, message: string): LogFault {
  return { class: "TRUNCATED", first_bad_seq: seq, message };
}

function tailFault(entries: number, head: LogHead): LogFault {
  const count = entries - head.size;
  return {
    class: "UNCOVERED_TAIL",
    first_bad_seq: head.size,
    message: `${count} ${count === 1 ? "entry comes" : "entries come"} after the signed head, and no signature covers ${count === 1 ? "it" : "them"}. Get a newer checkpoint, or accept the unsigned tail.`,
  };
}

function concludeRange(sha: Sha256, segment: LogSegment | null, expected: LogExpectation, range: { from: number; to: number }): LogReport {
  const to = segment?.to ?? range.from;
  const entries = to - range.from;
  const head = expected.checkpoint;
  const uncovered = head && to > head.size && !expected.allowTail ? tailFault(to, head) : null;
  const fault = rangeFault(to, range) ?? uncovered;
  if (fault) return faultReport(expected, entries, fault);
  if (!segment || !head || !expected.edges) return { status: "CONTINUOUS", message: CONTINUITY_ONLY, ...figures(expected, entries) };
  return concludeProvenRange(sha, segment, { ...expected, head, edges: expected.edges });
}

function concludeProvenRange(
  sha: Sha256,
  segment: LogSegment,
  expected: LogExpectation & { readonly head: LogHead; readonly edges: RangeEdges },
): LogReport {
  const { head, edges } = expected;
  const entries = segment.to - segment.from;
  const root = rootOfRange(sha, segment, edges, head.size);
  if (!root || !equalBytes(root, head.root)) {
    const message =
      "The links are valid, but the entries and the hashes beside them do not lead to the signed root: at least one entry or hash is not the signed one.";
    return faultReport(expected, entries, { class: "ROOT_MISMATCH", ...compareRoots(head, root), message });
  }
  const message = `Entries ${segment.from} to ${segment.to - 1} have exactly these positions under the signed head. Entries before and after them were not checked.`;
  return {
    status: "SIGNED",
    message,
    ...figures(expected, entries),
    size: head.size,
    root: toBase64(head.root),
    covered: entries,
    uncovered: 0,
  };
}

function rangeFault(to: number, range: { to: number }): LogFault | null {
  if (to < range.to) return truncated(to, `Entries ${to} to ${range.to - 1} of the range are missing.`);
  if (to > range.to)
    return { class: "UNCOVERED_TAIL", first_bad_seq: range.to, message: `The file continues after the range, with entry ${range.to}.` };
  return null;
}

function figures(expected: LogExpectation, entries: number) {
  const head = expected.range ? null : expected.checkpoint;
  const covered = Math.min(entries, head?.size ?? 0);
  return {
    origin: expected.origin,
    entries,
    size: head?.size ?? null,
    root: head ? toBase64(head.root) : null,
    covered,
    uncovered: entries - covered,
  };
}
