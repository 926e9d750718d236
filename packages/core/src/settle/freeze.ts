import { approvalEntry } from "./approval-entry.ts";
import type { ApprovalRecord, SettledEntry, Uuid } from "./types.ts";

interface Frozen {
  readonly row: ApprovalRecord;
  readonly frozen_at: number;
}

/**
 * Stops the deadline of an approved or collected approval. Returns null when it runs on: an offline permit is verified without asking us.
 * @param halted_at the start of the halt, in milliseconds since the epoch. The deadline is paused since then, or since it was set.
 */
export function freezeApproval(approval: ApprovalRecord, halted_at: number): Frozen | null {
  const { status, progress, requested_at, decided_at } = approval;
  const hasDeadline = status === "approved" || (status === "used" && progress.outcome === null);
  if (!hasDeadline || progress.frozen_at !== null) return null;
  const frozen_at = Math.max(halted_at, decided_at ?? requested_at);
  return { row: { ...approval, progress: { ...progress, frozen_at } }, frozen_at };
}

export interface Thaw {
  readonly entry_id: Uuid;
  readonly actor: SettledEntry["actor"];
  readonly now: number;
  /** The end of the agent's delegation, which no deadline exceeds, in milliseconds since the epoch; null without one. */
  readonly ends_at: number | null;
  /** Expiry of the unused permit; null without one. */
  readonly permit_expires_at: number | null;
}

export interface Thawed {
  readonly row: ApprovalRecord;
  readonly permit_expires_at: number | null;
  /** Absent when the approval ended while it was frozen. */
  readonly entry: SettledEntry | null;
}

/** Resumes the deadline of a frozen approval, shifted by the time for which it was paused. */
export function thawApproval(approval: ApprovalRecord, { entry_id, actor, now, ends_at, permit_expires_at }: Thaw): Thawed {
  const { progress, status } = approval;
  const frozenMs = now - (progress.frozen_at ?? now);
  const shift = (deadline: number | null) =>
    deadline === null ? null : Math.min(deadline + frozenMs, ends_at ?? Number.POSITIVE_INFINITY);
  const lapses_at = status === "approved" ? shift(approval.lapses_at) : approval.lapses_at;
  const permit = status === "used" ? shift(permit_expires_at) : null;
  const row: ApprovalRecord = { ...approval, lapses_at, progress: { ...progress, frozen_at: null } };
  const data = {
    ...(status === "approved" && lapses_at !== null ? { lapses_at: new Date(lapses_at).toISOString() } : {}),
    ...(permit === null ? {} : { permit_expires_at: new Date(permit).toISOString() }),
  };
  const kind = "approval.resumed";
  const entry =
    Object.keys(data).length === 0
      ? null
      : approvalEntry({ kind, entry_id, actor, approval: row, event_types: [kind], data, payloads: [] });
  return { row, permit_expires_at: permit, entry };
}
