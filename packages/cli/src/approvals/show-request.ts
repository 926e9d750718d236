import type { Approval, ApprovalReview } from "@agentlattice/contract";
import { isRefusal } from "@agentlattice/contract/client";
import type { ApiContext } from "../api-command.ts";
import { approvalId } from "./approval-id.ts";
import { describeRequest } from "./describe-request.ts";

/** Prints a request. Reviewers also see what the agent submitted. */
export async function showRequest(context: ApiContext, id: string): Promise<number> {
  const approval = await readRequest(context, id);
  if (context.json) context.printJson(approval);
  else for (const line of describeRequest(approval, context.style)) context.print(line);
  return 0;
}

/** Reads a request with its submission, or without it when the credential may not review. */
export async function readRequest({ api }: ApiContext, id: string): Promise<Approval | ApprovalReview> {
  const input = { params: { id: approvalId(id) } };
  try {
    return await api.reviewApproval(input);
  } catch (error) {
    if (!isRefusal(error, "reviewApproval", "FORBIDDEN")) throw error;
    return api.getApproval(input);
  }
}
