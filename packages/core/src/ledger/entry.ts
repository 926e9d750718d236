import type { Json } from "../model/json.ts";
import { canonicalize } from "./jcs.ts";

/** Maximum size of a leaf in bytes. Larger values are stored as commitments. */
export const MAX_ENTRY_BYTES = 65_536;

/** `prev` of entry 0. */
export const NO_PREVIOUS = "0".repeat(64);

/** The actor of an entry: a person, an agent, an organisation's key, or a component such as `sweeper`. */
export interface Actor {
  readonly type: "user" | "agent" | "key" | "system";
  readonly id: string;
}

/** The object of an entry, such as `{ type: "approval", id: "apr_…" }`. */
export interface Subject {
  readonly type: string;
  readonly id: string;
}

/** An entry before it has a position in the log. */
export interface EntryDraft {
  /** `evt_…` */
  readonly id: string;
  readonly kind: string;
  readonly actor: Actor;
  readonly subject: Subject;
  /** `cor_…` */
  readonly corr: string;
  /**
   * Follows the schema of the kind.
   * INVARIANT: contains ids, codes, numbers and hashes only, never free text.
   */
  readonly data: { readonly [key: string]: Json };
  /** Commitments by field name; `{}` when there are none. */
  readonly pd: { readonly [field: string]: string };
}

/** The position of an entry in its log. */
export interface EntryPosition {
  /** Origin of the log. */
  readonly log: string;
  /** Sequence number without gaps, starting at 0. */
  readonly seq: number;
  /** RFC 3339 UTC with milliseconds, from the database's clock; never decreases in a log. */
  readonly ts: string;
  /** Lower-case hex leaf hash of `seq - 1`, or 64 zeros. Provided for convenience: proofs use the tree. */
  readonly prev: string;
}

/** An entry of the ledger. All twelve members are always present. */
export interface Entry extends EntryDraft, EntryPosition {
  readonly v: 1;
}

/**
 * Returns the leaf of an entry: its canonical text (RFC 8785), stored and hashed as UTF-8.
 * @throws RangeError above 64 KiB; TypeError for a value without a canonical form
 */
export function encodeEntry(entry: Entry): string {
  return sealEntry(entry, entry);
}

/**
 * Gives a draft its position and returns the leaf's text. Members are written in canonical order instead of being sorted, because this runs
 * while the log's head is locked.
 * @throws RangeError above 64 KiB; TypeError for a value without a canonical form
 */
export function sealEntry(draft: EntryDraft, position: EntryPosition): string {
  const text = `{"actor":${named(draft.actor)},"corr":${canonicalize(draft.corr)},"data":${canonicalize(draft.data)},"id":${canonicalize(draft.id)},"kind":${canonicalize(draft.kind)},"log":${canonicalize(position.log)},"pd":${canonicalize(draft.pd)},"prev":${canonicalize(position.prev)},"seq":${canonicalize(position.seq)},"subject":${named(draft.subject)},"ts":${canonicalize(position.ts)},"v":1}`;
  assertSize(text);
  return text;
}

const named = (reference: Actor | Subject) => `{"id":${canonicalize(reference.id)},"type":${canonicalize(reference.type)}}`;

function assertSize(text: string): void {
  // A UTF-16 unit is at most three bytes of UTF-8, so short texts need no encoding to be measured.
  if (text.length * 3 <= MAX_ENTRY_BYTES) return;
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > MAX_ENTRY_BYTES) throw new RangeError(`an entry has at most ${MAX_ENTRY_BYTES} bytes, this one ${bytes}`);
}
