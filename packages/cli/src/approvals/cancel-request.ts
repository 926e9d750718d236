import type { ApiContext } from "../api-command.ts";
import { escapeText } from "../escape-text.ts";
import { approvalId } from "./approval-id.ts";

/** Withdraws a request with the key of the agent that asked. */
export async function cancelRequest({ al, json, print, printJson }: ApiContext, id: string): Promise<number> {
  const { status, actionType } = await al.cancel(approvalId(id));
  if (json) printJson({ id, status, action_type: actionType });
  else print(escapeText(`${status} ${id} (${actionType})`));
  return 0;
}
