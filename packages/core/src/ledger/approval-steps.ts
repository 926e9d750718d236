import type { Json } from "../model/json.ts";
import { utf8 } from "./bytes.ts";
import type { Entry } from "./entry.ts";

/** Steps in the life of an approval. */
export const APPROVAL_STEP = { requested: 1, approved: 2, ended: 3, executed: 4, consumed: 5 } as const;
type Step = (typeof APPROVAL_STEP)[keyof typeof APPROVAL_STEP];

/** An approval and one of its steps as a single number, so that millions fit in memory; 0 for an entry without an approval. */
export type ApprovalStep = number;

const STEPS = 8;
const ID_LENGTH = 26;
/** Number of id characters that identify an approval: 50 bits of its random part. */
const NAME_LENGTH = 10;
const BASE32 = "0123456789abcdefghjkmnpqrstvwxyz";
const ID = /^apr_[0-7][0-9a-hjkmnp-tv-z]{25}$/;

const APPROVAL = utf8('","approval":"apr_');
const ACTION = utf8('{"action_type":"');
const UNDONE = utf8('approval.undone"');
const REVOKED = utf8('approval.revoked"');
const APPROVED = utf8('","decision":"approve"');
const KINDS: readonly (readonly [Uint8Array, Step])[] = (
  [
    ["action.executed", APPROVAL_STEP.executed],
    ["approval.requested", APPROVAL_STEP.requested],
    ["approval.decided", APPROVAL_STEP.approved],
    // A decision that was taken back is needed again.
    ["approval.undone", APPROVAL_STEP.requested],
    // More people must agree than before.
    ["approval.requirement_changed", APPROVAL_STEP.requested],
    ["permit.consumed", APPROVAL_STEP.consumed],
    ["approval.expired", APPROVAL_STEP.ended],
    ["approval.lapsed", APPROVAL_STEP.ended],
    ["approval.cancelled", APPROVAL_STEP.ended],
    ["approval.revoked", APPROVAL_STEP.ended],
    ["approval.refused", APPROVAL_STEP.ended],
  ] as const
).map(([kind, step]) => [utf8(kind), step]);
const VALUES = new Float64Array(256);
for (const [value, character] of [...BASE32].entries()) VALUES[character.charCodeAt(0)] = value;

/** Returns the approval of a step. */
export const approvalOf = (step: ApprovalStep): number => Math.floor(step / STEPS);
/** Returns the kind of a step. */
export const stepOf = (step: ApprovalStep): number => step % STEPS;

/**
 * Reads the step from the bytes of a canonical entry without parsing it. In `data`, `approval` follows `action_type`, and `decision`
 * follows `approval`.
 * @param dataAt offset of the value of `data`
 * @param kindAt offset of the text of `kind`
 */
export function scanApprovalStep(bytes: Uint8Array, dataAt: number, kindAt: number): ApprovalStep {
  if (!matchesAt(bytes, dataAt, ACTION)) return 0;
  let at = dataAt + ACTION.length;
  while (bytes[at] !== APPROVAL[0] && at < bytes.length) at++;
  if (!matchesAt(bytes, at, APPROVAL)) return 0;
  const idAt = at + APPROVAL.length;
  const kind = KINDS.find(([text]) => matchesAt(bytes, kindAt, text) && bytes[kindAt + text.length] === APPROVAL[0]);
  if (!kind) return 0;
  const approved = kind[1] !== APPROVAL_STEP.approved || matchesAt(bytes, idAt + ID_LENGTH, APPROVED);
  return nameAt(bytes, idAt) * STEPS + (approved ? kind[1] : APPROVAL_STEP.ended);
}

/** Returns true when the kind of an entry ends the grants of its approval: a decision was undone or revoked. */
export function endsGrants(bytes: Uint8Array, kindAt: number): boolean {
  return matchesAt(bytes, kindAt, UNDONE) || matchesAt(bytes, kindAt, REVOKED);
}

/** Returns the step of a parsed entry. */
export function approvalStepOf({ kind, data }: Pick<Entry, "kind" | "data">): ApprovalStep {
  const { approval, decision }: Readonly<Record<string, Json | undefined>> = data;
  const bytes = utf8(kind);
  const found = KINDS.find(([text]) => text.length === bytes.length && matchesAt(bytes, 0, text));
  if (!found || typeof approval !== "string" || !ID.test(approval)) return 0;
  const step = found[1] === APPROVAL_STEP.approved && decision !== "approve" ? APPROVAL_STEP.ended : found[1];
  return nameOf(approval) * STEPS + step;
}

/** Returns the number that identifies an approval or a grant by its wire id. */
export function nameOf(id: string): number {
  return nameAt(utf8(id), id.indexOf("_") + 1);
}

/** Returns the number that identifies an object, from the part of its wire id after the prefix. */
export function nameAt(bytes: Uint8Array, idAt: number): number {
  let name = 0;
  for (let at = idAt + ID_LENGTH - NAME_LENGTH; at < idAt + ID_LENGTH; at++) name = name * 32 + (VALUES[bytes[at] as number] as number);
  return name;
}

function matchesAt(bytes: Uint8Array, at: number, text: Uint8Array): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text[i]) return false;
  return true;
}
