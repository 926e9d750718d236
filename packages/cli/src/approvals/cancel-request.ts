import type { Approval } from "@agentlattice/contract";
import { type ApiClient, isRefusal } from "@agentlattice/contract/client";
import type { ApiContext } from "../api-command.ts";
import { escapeText } from "../escape-text.ts";
import { approvalId } from "./approval-id.ts";

/** Cancels a request and prints its status. */
export async function cancelRequest({ api, json, print, printJson }: ApiContext, id: string): Promise<number> {
  const { status, action_type } = await cancel(api, approvalId(id));
  if (json) printJson({ id, status, action_type });
  else print(escapeText(`${status} ${id} (${action_type})`));
  return 0;
}

/** Cancels a request. Returns a request that was cancelled before as it is. */
async function cancel(api: ApiClient, id: string): Promise<Approval> {
  try {
    return await api.cancelApproval({ params: { id } });
  } catch (error) {
    if (!isRefusal(error, "cancelApproval", "APPROVAL_NOT_PENDING")) throw error;
    const approval = await api.getApproval({ params: { id } });
    if (approval.status === "cancelled") return approval;
    throw error;
  }
}
