import type { ApprovalRecord } from "@agentlattice/core/settle";
import { describeRequest } from "./describe-request.ts";
import type { NoticeSource } from "./notice.ts";
import { toNotice } from "./request-notices.ts";

/** Requests that the current policies ended, for the people who voted for them. */
export const REFUSAL_NOTICES: NoticeSource = {
  topic: null,
  appliesTo: ({ event, approval }) => event.kind === "approval.refused" && approval?.record.status === "refused",
  announce: ({ approval }) => ({ people: approval ? votersOf(approval.record) : [], channels: null, isUrgent: false, since: null }),
  describe: ({ approval }, { consoleUrl }) => {
    if (!approval) throw new Error("a refused request has its approval");
    const notice = toNotice({ ...describeRequest(approval, consoleUrl), heading: "Approved request ended" });
    return {
      ...notice,
      isRequest: false,
      requester: null,
      intro: (orgName) => `A request that you approved in ${orgName} ended before it ran, because the current policies deny it.`,
      facts: [["Reason", approval.view.refusal ?? "POLICY_DENIED"], ...notice.facts.filter(([name]) => name !== "Expires")],
      linkText: "Read the request",
      expiresAt: null,
    };
  },
};

function votersOf({ progress: { votes, decided } }: ApprovalRecord): string[] {
  return [...new Set([...votes, ...(decided ? [decided] : [])].map(({ user }) => user))];
}
