import { isHighRisk, openVoters, PERSONAL_CHANNELS } from "@agentlattice/core/approval";
import { termsOf } from "@agentlattice/core/settle";
import type { LoadedApproval } from "../../approvals/loaded-approval.ts";
import type { ChannelEvent } from "../outbox/message.ts";
import { describeRequest, formatTime, type RequestNotice } from "./describe-request.ts";
import type { Notice, NoticeSource } from "./notice.ts";

/** Events after which people may have to decide. */
const ANNOUNCES = new Set([
  "approval.requested",
  "approval.voted",
  "approval.edited",
  "approval.undone",
  "approval.escalated",
  "approval.requirement_changed",
]);
/** Events after which the same people are asked once more. */
const ANNOUNCED_AGAIN = new Set(["approval.edited", "approval.undone"]);

/** Pending requests, for the people who may decide the current stage and have not been informed of it yet. High risk and escalations are urgent. */
export const REQUEST_NOTICES: NoticeSource = {
  topic: null,
  appliesTo: ({ event, approval }) => ANNOUNCES.has(event.kind) && approval?.record.status === "pending",
  announce: (event, { members, now }) => {
    const { record } = approvalOf(event);
    const { kind, timestamp } = event.event;
    return {
      people: openVoters(termsOf(record), record.progress, { people: members, now }),
      channels: record.plan.notify ?? PERSONAL_CHANNELS,
      isUrgent: isHighRisk(record.risk.level) || record.progress.escalations > 0,
      since: ANNOUNCED_AGAIN.has(kind) ? Date.parse(timestamp) : (record.progress.stage_since ?? record.requested_at),
    };
  },
  describe: (event, { consoleUrl }) => toNotice(describeRequest(approvalOf(event), consoleUrl)),
};

function approvalOf({ approval }: ChannelEvent): LoadedApproval {
  if (!approval) throw new Error("an event of a request has its approval");
  return approval;
}

/** Writes a request, or a release by one person alone, as a notice. */
export function toNotice(request: RequestNotice): Notice {
  const { heading, isEscalated, emergency, policy, environment, risk, action, rootAgent, summary, target } = request;
  const isHigh = isHighRisk(risk);
  return {
    id: request.id,
    isRequest: true,
    requester: { id: request.agentId, name: rootAgent },
    heading,
    subject: `${policy}, ${environment}${isHigh ? `, ${risk} risk` : ""}`,
    push: {
      title: `${heading}: ${policy}`,
      names: [rootAgent, environment, ...(isHigh ? [`${risk} risk`] : []), ...(emergency ? ["needs a review"] : [])],
      summary,
    },
    intro: (orgName) =>
      emergency
        ? `${emergency.by} released a request alone in an emergency in ${orgName}. Another person must review it by ${formatTime(emergency.reviewBy)}.`
        : isEscalated
          ? `A request that was escalated waits for your decision in ${orgName}.`
          : `A request waits for your decision in ${orgName}.`,
    sentence: emergency ? describeEmergency(emergency) : null,
    facts: [
      ["Action", action],
      ["Agent", request.agent],
      ["Environment", environment],
      ["Policy", policy],
      ["Risk", [risk, ...request.riskReasons].join("; ")],
      ...(emergency ? [] : [["Expires", formatTime(request.expiresAt)] as const]),
      ["Digest", request.digest.slice(0, 16)],
    ],
    claims: [...(summary === null ? [] : [["Summary", summary] as const]), ...(target === null ? [] : [["Target", target] as const])],
    link: request.link,
    linkText: emergency ? "Read and review" : "Read and decide",
    expiresAt: request.expiresAt,
  };
}

/** States who released the request alone and until when it must be reviewed. */
export function describeEmergency({ by, reviewBy }: NonNullable<RequestNotice["emergency"]>): string {
  return `${by} released this request alone. Another person must review it by ${formatTime(reviewBy)}.`;
}
