import type { LoadedApproval } from "../../approvals/loaded-approval.ts";
import { describeRequest } from "../notices/describe-request.ts";
import { describeEmergency } from "../notices/request-notices.ts";
import { factBlocks, linkBlock, plain, type SlackMessage } from "./write-message.ts";

/** Writes the message about a release by one person alone in its current state. A review needs the console. */
export function writeSlackAlert(approval: LoadedApproval, consoleUrl: string): SlackMessage {
  const notice = describeRequest(approval, consoleUrl);
  const reviewer = approval.view.emergency?.reviewed_by?.name;
  const title = notice.emergency ? "Emergency release" : "Emergency release, reviewed";
  const state = notice.emergency ? describeEmergency(notice.emergency) : `Reviewed by ${reviewer}.`;
  return {
    text: `${title}: ${notice.policy}, ${notice.environment}, ${notice.risk} risk`,
    blocks: [
      { type: "header", text: plain(title) },
      { type: "section", text: plain(state) },
      ...factBlocks(notice, []),
      linkBlock(notice.link),
    ],
  };
}
