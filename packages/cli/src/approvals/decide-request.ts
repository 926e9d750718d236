import type { Approval } from "@agentlattice/contract";
import { nameToConfirm } from "@agentlattice/core/confirm-name";
import type { ApiContext, ApiFlags } from "../api-command.ts";
import { escapeText } from "../escape-text.ts";
import { ask } from "../login/prompt.ts";
import { UsageError } from "../usage-error.ts";
import { approvalId } from "./approval-id.ts";
import { askProof } from "./ask-proof.ts";
import { describeRequest, isHighRisk } from "./describe-request.ts";
import { readRequest } from "./show-request.ts";

export interface DecideFlags extends Pick<ApiFlags, "baseUrl" | "json"> {
  readonly reason?: string;
  readonly digest?: string;
  readonly yes?: boolean;
}

/** Shows a request, asks for confirmation, and decides it with the digest of what was shown. @throws UsageError */
export async function decideRequest(context: ApiContext, verb: "approve" | "deny", id: string, flags: DecideFlags): Promise<number> {
  const { api, json, print, printJson, log, style } = context;
  if (flags.digest !== undefined && !/^[0-9a-f]{64}$/.test(flags.digest))
    throw new UsageError("Give the whole digest, 64 characters of 0-9 and a-f. agentlattice approvals show prints it.");
  const approval = await readRequest(context, id);
  if (!flags.yes) {
    if (json || !process.stdin.isTTY) throw new UsageError(`Give --yes to ${verb} without confirmation.`);
    for (const line of [...describeRequest(approval, style), ""]) log(line);
    if (!(await confirm(verb, approval))) {
      log("No decision was made.");
      return 0;
    }
  }
  // The server refuses the decision when the request changed after it was shown.
  const body = {
    decision: verb,
    digest: flags.digest ?? approval.digest,
    reason: flags.reason,
    ...(await askProof(context, verb, approval)),
  };
  const decided = await api.decideApproval({ params: { id: approvalId(id) }, body });
  if (json) printJson(decided);
  else print(escapeText(describeDecision(verb, decided)));
  return 0;
}

/** Asks for confirmation. Approving high risk needs the same text as in the console: the target, or the action type. */
async function confirm(verb: "approve" | "deny", approval: Approval): Promise<boolean> {
  if (verb === "approve" && isHighRisk(approval)) {
    const name = nameToConfirm(approval);
    return (await ask(`This request has ${approval.risk.level} risk. Type ${name} to approve: `)).trim() === name;
  }
  return /^y(es)?$/i.test((await ask(`${verb === "approve" ? "Approve" : "Deny"} this request? [y/N] `)).trim());
}

/** Returns what the vote did: a request that needs more approvals is still pending. */
function describeDecision(verb: "approve" | "deny", { id, action_type, status, stages }: Approval): string {
  if (status !== "pending") return `${verb === "approve" ? "approved" : "denied"} ${id} (${action_type})`;
  const open = stages.findIndex((stage) => stage.status === "open");
  const stage = stages[open];
  const missing = stage ? `, ${stage.approvals} of ${stage.quorum} approvals` : "";
  const where = stages.length > 1 && stage ? ` in stage ${open + 1} of ${stages.length}` : "";
  return `voted ${id} (${action_type}): still pending${missing}${where}`;
}
