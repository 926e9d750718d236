import { nameAt, nameOf } from "./approval-steps.ts";
import { utf8 } from "./bytes.ts";
import type { Entry } from "./entry.ts";

/** What an entry states about the authority of a person or a key. */
export const AUTHORITY_STEP = { personDecides: 1, personMayDecide: 2, personMayNot: 3, keyActs: 4, keyRevoked: 5 } as const;
type Step = (typeof AUTHORITY_STEP)[keyof typeof AUTHORITY_STEP];

/** A person or a key and a step as a single number, so that millions fit in memory; 0 for an entry without one. */
export type AuthorityStep = number;

const STEPS = 8;
const DECIDING_ROLES: ReadonlySet<unknown> = new Set(["owner", "admin", "operator"]);

const PERSON = utf8("usr_");
const KEY = utf8("key_");
/** The text before the id of the actor. */
const ACTOR_ID = utf8('{"actor":{"id":"').length;
const END = utf8('"')[0];
const MEMBER_CHANGED = utf8("member.changed");
const KEY_REVOKED = utf8("key.revoked");
const DECIDED = utf8("approval.decided");
const CONSUMED = utf8("permit.consumed");
const ACTS: readonly Uint8Array[] = ["action.executed", "approval.requested"].map(utf8);

/** Offsets in the bytes of a canonical entry: its start, the text of its `kind`, and the value of `key` in its data, or -1. */
export interface LineOffsets {
  readonly start: number;
  readonly kindAt: number;
  readonly keyAt: number;
}

/** Returns true when the step of an entry is read from its parsed form: changes of members and revocations of keys, which are rare. */
export function changesAuthority(bytes: Uint8Array, kindAt: number): boolean {
  return isKind(bytes, kindAt, MEMBER_CHANGED) || isKind(bytes, kindAt, KEY_REVOKED);
}

/** Reads the step of an entry that uses authority, from the bytes of a canonical entry without parsing it. */
export function scanAuthorityStep(bytes: Uint8Array, { start, kindAt, keyAt }: LineOffsets): AuthorityStep {
  const actorAt = start + ACTOR_ID;
  if (isKind(bytes, kindAt, DECIDED)) return stepAt(bytes, actorAt, PERSON, AUTHORITY_STEP.personDecides);
  if (isKind(bytes, kindAt, CONSUMED)) return stepAt(bytes, actorAt, KEY, AUTHORITY_STEP.keyActs);
  if (keyAt < 0 || !ACTS.some((kind) => isKind(bytes, kindAt, kind))) return 0;
  return stepAt(bytes, keyAt, KEY, AUTHORITY_STEP.keyActs);
}

/** Returns the step of a parsed entry. */
export function authorityStepOf({ kind, actor, data }: Pick<Entry, "kind" | "actor" | "data">): AuthorityStep {
  const { user, change, role, key } = data as Readonly<Record<string, unknown>>;
  switch (kind) {
    case "member.changed":
      if (change === "password_changed") return 0;
      return stepOf(user, change !== "removed" && DECIDING_ROLES.has(role) ? AUTHORITY_STEP.personMayDecide : AUTHORITY_STEP.personMayNot);
    case "key.revoked":
      return stepOf(key, AUTHORITY_STEP.keyRevoked);
    case "approval.decided":
      return actor.type === "user" ? stepOf(actor.id, AUTHORITY_STEP.personDecides) : 0;
    case "permit.consumed":
      return actor.type === "key" ? stepOf(actor.id, AUTHORITY_STEP.keyActs) : 0;
    case "action.executed":
    case "approval.requested":
      return stepOf(key, AUTHORITY_STEP.keyActs);
    default:
      return 0;
  }
}

/** Returns the person or the key of a step. */
export const holderOf = (step: AuthorityStep): number => Math.floor(step / STEPS);
/** Returns the kind of a step. */
export const authorityOf = (step: AuthorityStep): number => step % STEPS;

function stepOf(id: unknown, step: Step): AuthorityStep {
  return typeof id === "string" ? nameOf(id) * STEPS + step : 0;
}

function stepAt(bytes: Uint8Array, at: number, prefix: Uint8Array, step: Step): AuthorityStep {
  return matchesAt(bytes, at, prefix) ? nameAt(bytes, at + prefix.length) * STEPS + step : 0;
}

function isKind(bytes: Uint8Array, kindAt: number, kind: Uint8Array): boolean {
  return matchesAt(bytes, kindAt, kind) && bytes[kindAt + kind.length] === END;
}

function matchesAt(bytes: Uint8Array, at: number, text: Uint8Array): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text[i]) return false;
  return true;
}
