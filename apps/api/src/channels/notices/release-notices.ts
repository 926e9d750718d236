import { type Approver, isDecidingRole } from "@agentlattice/core/approval";
import type { ApprovalRecord } from "@agentlattice/core/settle";
import type { ChannelEvent } from "../outbox/message.ts";
import { describeRequest } from "./describe-request.ts";
import type { NoticeSource } from "./notice.ts";
import { toNotice } from "./request-notices.ts";

/** Events of a release by one person alone: the release, and a review that is overdue. */
const ALERTS = new Set(["approval.decided", "emergency.unreviewed"]);

/** Returns true when messages of this type are about a release by one person alone. */
export const isAlert = (type: string): boolean => ALERTS.has(type);

/** Returns true for an event about a release by one person alone that nobody has reviewed. */
export function needsReview({ event, approval }: ChannelEvent): boolean {
  const emergency = approval?.record.progress.emergency ?? null;
  return isAlert(event.kind) && emergency !== null && emergency.reviewed_by === null;
}

/** Releases by one person alone, for everybody who may review them, whatever the policy names. */
export const RELEASE_NOTICES: NoticeSource = {
  topic: null,
  appliesTo: needsReview,
  announce: ({ approval }, { members }) => ({
    people: approval ? reviewersOf(approval.record, members) : [],
    channels: null,
    isUrgent: true,
    since: null,
  }),
  describe: ({ approval }, { consoleUrl }) => {
    if (!approval) throw new Error("a release has its approval");
    return toNotice(describeRequest(approval, consoleUrl));
  },
};

function reviewersOf({ progress: { emergency } }: ApprovalRecord, people: readonly Approver[]): string[] {
  return people.filter(({ id, role }) => id !== emergency?.by && isDecidingRole(role)).map(({ id }) => id);
}
