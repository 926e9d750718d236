import type { ApiContext, ApiFlags } from "../api-command.ts";
import { escapeText } from "../escape-text.ts";
import { ask } from "../login/prompt.ts";
import { UsageError } from "../usage-error.ts";
import { approvalId } from "./approval-id.ts";
import { describeRequest, readRequest } from "./show-request.ts";

export interface DecideFlags extends Pick<ApiFlags, "baseUrl" | "json"> {
  readonly reason?: string;
  readonly digest?: string;
  readonly yes?: boolean;
}

/** Shows a request, asks for confirmation, and decides it with the digest of what was shown. @throws UsageError without a terminal */
export async function decideRequest(context: ApiContext, verb: "approve" | "deny", id: string, flags: DecideFlags): Promise<number> {
  const { api, json, print, printJson, log } = context;
  const approval = await readRequest(context, id);
  if (!flags.yes) {
    if (json || !process.stdin.isTTY) throw new UsageError(`Give --yes to ${verb} without confirmation.`);
    for (const line of describeRequest(approval, context)) log(line);
    if (!/^y(es)?$/i.test((await ask(`${verb === "approve" ? "Approve" : "Deny"} this request? [y/N] `)).trim())) {
      log("No decision was made.");
      return 0;
    }
  }
  // The server refuses the decision when the request changed after it was shown.
  const body = { decision: verb, digest: flags.digest ?? approval.digest, reason: flags.reason };
  const decided = await api.decideApproval({ params: { id: approvalId(id) }, body });
  if (json) printJson(decided);
  else print(escapeText(`${verb === "approve" ? "approved" : "denied"} ${decided.id} (${decided.action_type})`));
  return 0;
}
