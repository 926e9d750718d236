import type { Json } from "../model/json.ts";
import { canonicalize } from "./jcs.ts";

/** Largest leaf in bytes; larger things enter by commitment. */
export const MAX_ENTRY_BYTES = 65_536;

/** `prev` of entry 0. */
export const NO_PREVIOUS = "0".repeat(64);

/** Who did it: a person, an agent, an organisation's key, or a part of ours such as `sweeper`. */
export interface Actor {
  readonly type: "user" | "agent" | "key" | "system";
  readonly id: string;
}

/** What it was done to, such as `{ type: "approval", id: "apr_…" }`. */
export interface Subject {
  readonly type: string;
  readonly id: string;
}

/** What a verb knows of an entry before the log gives it a place. */
export interface EntryDraft {
  /** `evt_…` */
  readonly id: string;
  readonly kind: string;
  readonly actor: Actor;
  readonly subject: Subject;
  /** `cor_…` */
  readonly corr: string;
  /** By the schema of the kind. INVARIANT: ids, codes, numbers and hashes only, nothing that anybody typed. */
  readonly data: { readonly [key: string]: Json };
  /** Commitments by field name; `{}` when there is none. */
  readonly pd: { readonly [field: string]: string };
}

/** Where an entry stands in its log. */
export interface EntryPlace {
  /** Origin of the log. */
  readonly log: string;
  /** Dense, from 0. */
  readonly seq: number;
  /** RFC 3339 UTC with milliseconds, from the database's clock; never decreases in a log. */
  readonly ts: string;
  /** Lower-case hex leaf hash of `seq - 1`, or 64 zeros. A convenience: no proof rests on it, the tree is the authority. */
  readonly prev: string;
}

/** One entry of the ledger. All twelve members are always present. */
export interface Entry extends EntryDraft, EntryPlace {
  readonly v: 1;
}

/**
 * The leaf of an entry: its canonical text (RFC 8785), whose UTF-8 bytes are stored and hashed.
 * @throws RangeError above 64 KiB; TypeError for a value without a canonical form
 */
export function encodeEntry(entry: Entry): string {
  return sealEntry(entry, entry);
}

/**
 * Gives a draft its place and returns the leaf's text. The members are written in canonical order here instead of
 * being sorted: this runs while the log's head is locked.
 * @throws RangeError above 64 KiB; TypeError for a value without a canonical form
 */
export function sealEntry(draft: EntryDraft, place: EntryPlace): string {
  const text = `{"actor":${named(draft.actor)},"corr":${canonicalize(draft.corr)},"data":${canonicalize(draft.data)},"id":${canonicalize(draft.id)},"kind":${canonicalize(draft.kind)},"log":${canonicalize(place.log)},"pd":${canonicalize(draft.pd)},"prev":${canonicalize(place.prev)},"seq":${canonicalize(place.seq)},"subject":${named(draft.subject)},"ts":${canonicalize(place.ts)},"v":1}`;
  assertSize(text);
  return text;
}

const named = (thing: Actor | Subject) => `{"id":${canonicalize(thing.id)},"type":${canonicalize(thing.type)}}`;

function assertSize(text: string): void {
  // A UTF-16 unit is at most three bytes of UTF-8, so short texts need no encoding to be measured.
  if (text.length * 3 <= MAX_ENTRY_BYTES) return;
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > MAX_ENTRY_BYTES) throw new RangeError(`an entry has at most ${MAX_ENTRY_BYTES} bytes, this one ${bytes}`);
}
