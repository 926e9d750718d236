import { type Approver, isDecidingRole } from "@agentlattice/core/approval";
import type { ApprovalRecord } from "@agentlattice/core/settle";
import type { ChannelEvent } from "../outbox/message.ts";
import { defaultPreference } from "../preferences/preferences.ts";
import type { NoticeRouting, PlannedNotice } from "./plan-notices.ts";

/** Events of a release by one person alone: the release, and a review that is overdue. */
const ALERTS = new Set(["approval.decided", "emergency.unreviewed"]);

/** Returns true when messages of this type are about a release by one person alone. */
export const isAlert = (type: string): boolean => ALERTS.has(type);

/** Returns true for an event about a release by one person alone that nobody has reviewed. */
export function needsReview({ event, approval }: ChannelEvent): boolean {
  const emergency = approval?.record.progress.emergency ?? null;
  return isAlert(event.kind) && emergency !== null && emergency.reviewed_by === null;
}

/** Returns the people who may review a release by one person alone; none when there is none to review. */
export function reviewersOf({ progress: { emergency } }: ApprovalRecord, people: readonly Approver[]): string[] {
  if (!emergency || emergency.reviewed_by !== null) return [];
  return people.filter(({ id, role }) => id !== emergency.by && isDecidingRole(role)).map(({ id }) => id);
}

/**
 * Returns the messages to everybody who may review a release by one person alone. They are sent at once on every channel of the person,
 * whatever the policy names and also in quiet hours.
 */
export function planAlerts(event: ChannelEvent, { config, preferences, waysOf, now }: NoticeRouting): PlannedNotice[] {
  const { approval } = event;
  if (!approval || !needsReview(event)) return [];
  return reviewersOf(approval.record, config.members).flatMap((userId) => {
    const { channels } = preferences.get(userId) ?? defaultPreference(config.zone);
    return channels
      .flatMap((channel) => waysOf(channel, userId).map((way) => ({ channel, ...way })))
      .map((way) => ({ ...way, userId, event, approvalId: approval.record.approval_id, dueAt: now, held: false }));
  });
}
