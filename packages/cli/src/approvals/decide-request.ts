import type { Approval } from "@agentlattice/contract";
import type { ApiContext, ApiFlags } from "../api-command.ts";
import { answerOf } from "../connection/list-all.ts";
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

/** Shows a request, asks, and decides it with the digest of what was shown. @throws UsageError when nobody can be asked */
export async function decideRequest(context: ApiContext, verb: "approve" | "deny", id: string, flags: DecideFlags): Promise<number> {
  const { al, json, print, printJson, say } = context;
  const path = `/approvals/${approvalId(id)}`;
  const approval = await readRequest(context, id);
  if (!flags.yes) {
    if (json || !process.stdin.isTTY) throw new UsageError(`Give --yes to ${verb} without being asked.`);
    for (const line of describeRequest(approval, context)) say(line);
    if (!/^y(es)?$/i.test((await ask(`${verb === "approve" ? "Approve" : "Deny"} this? [y/N] `)).trim())) {
      say("Nothing was decided.");
      return 0;
    }
  }
  // The digest of what was shown, or the one that was given: what changed in between is refused by the server.
  const body = { decision: verb, digest: flags.digest ?? approval.digest, ...(flags.reason === undefined ? {} : { reason: flags.reason }) };
  const decided = answerOf<Approval>(await al.request("POST", `${path}/decision`, { body }));
  if (json) printJson(decided);
  else print(escapeText(`${verb === "approve" ? "approved" : "denied"} ${decided.id} (${decided.action_type})`));
  return 0;
}
