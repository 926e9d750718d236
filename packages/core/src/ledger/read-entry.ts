import type { Json } from "../model/json.ts";
import { utf8 } from "./bytes.ts";
import { type Entry, MAX_ENTRY_BYTES } from "./entry.ts";
import { canonicalize } from "./jcs.ts";

/** An error in the text of an entry, independent of its log. */
export type EntryFault = "MALFORMED_LINE" | "NOT_CANONICAL";

export type ReadEntry = { readonly ok: true; readonly entry: Entry } | { readonly ok: false; readonly fault: EntryFault };

const ENTRY_ID = /^evt_[0-7][0-9a-hjkmnp-tv-z]{25}$/;
const CORRELATION = /^cor_[0-7][0-9a-hjkmnp-tv-z]{25}$/;
const KIND = /^(?=.{1,64}$)[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$/;
// Types, field names, and ids of actors and subjects: our ids, or the name of a component such as `sweeper`.
const WORD = /^[a-z][a-z0-9_]{0,63}$/;
const HEX_HASH = /^[0-9a-f]{64}$/;
const TIMESTAMP = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;
const MEMBERS = "actor,corr,data,id,kind,log,pd,prev,seq,subject,ts,v";

/**
 * Reads the text of a leaf: JSON in canonical form with the twelve members of an entry in their grammar. Kinds are not checked, because a
 * verifier must read logs that are newer than itself.
 */
export function readEntry(text: string): ReadEntry {
  // A text of n UTF-16 units has between n and 3n bytes, so most texts need not be encoded to be measured.
  if (text.length * 3 > MAX_ENTRY_BYTES && utf8(text).length > MAX_ENTRY_BYTES) return { ok: false, fault: "MALFORMED_LINE" };
  const value = parseJson(text);
  if (value === undefined) return { ok: false, fault: "MALFORMED_LINE" };
  if (!isCanonical(value, text)) return { ok: false, fault: "NOT_CANONICAL" };
  return isEntry(value) ? { ok: true, entry: value } : { ok: false, fault: "MALFORMED_LINE" };
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** Detects what parsing hides: duplicate keys, white space, other spellings of numbers and characters. */
function isCanonical(value: Json, text: string): boolean {
  try {
    return canonicalize(value) === text;
  } catch {
    return false;
  }
}

function isEntry(value: Json): value is Json & Entry {
  // The text is canonical, so its members are sorted and one comparison checks their names.
  if (!isObject(value) || Object.keys(value).join() !== MEMBERS) return false;
  const { actor, corr, data, id, kind, log, pd, prev, seq, subject, ts, v } = value;
  return (
    v === 1 &&
    Number.isSafeInteger(seq) &&
    (seq as number) >= 0 &&
    typeof log === "string" &&
    matches(id, ENTRY_ID) &&
    matches(corr, CORRELATION) &&
    matches(kind, KIND) &&
    matches(prev, HEX_HASH) &&
    matches(ts, TIMESTAMP) &&
    isNamed(actor) &&
    isNamed(subject) &&
    isObject(data) &&
    isCommitments(pd)
  );
}

const matches = (value: Json | undefined, pattern: RegExp) => typeof value === "string" && pattern.test(value);

function isNamed(value: Json | undefined): boolean {
  return isObject(value) && Object.keys(value).join() === "id,type" && matches(value.id, WORD) && matches(value.type, WORD);
}

function isCommitments(value: Json | undefined): boolean {
  return isObject(value) && Object.entries(value).every(([field, hash]) => WORD.test(field) && matches(hash, HEX_HASH));
}

function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
