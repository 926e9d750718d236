import type { Approval, ApprovalReview } from "@agentlattice/contract";
import { isRefusal } from "@agentlattice/contract/client";
import type { ApiContext } from "../api-command.ts";
import { escapeText } from "../escape-text.ts";
import { table } from "../terminal/columns.ts";
import { printableJson } from "../terminal/printable-json.ts";
import { approvalId } from "./approval-id.ts";

/** Prints a request. Reviewers also see what the agent submitted. */
export async function showRequest(context: ApiContext, id: string): Promise<number> {
  const approval = await readRequest(context, id);
  if (context.json) context.printJson(approval);
  else for (const line of describeRequest(approval, context)) context.print(line);
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

/** Returns lines that describe a request. Agents and people wrote the values, so every line is escaped. */
export function describeRequest(approval: Approval | ApprovalReview, { style }: Pick<ApiContext, "style">): string[] {
  const {
    id,
    status,
    action_type,
    target,
    environment,
    requested_by,
    risk,
    expires_at,
    policies,
    approval_url,
    decided_by,
    reason,
    digest,
  } = approval;
  const rows = [
    ["request", id],
    ["status", decided_by ? `${status}, by ${decided_by.name}` : status],
    ...(reason === undefined ? [] : [["reason", reason]]),
    ["action", `${action_type} in ${environment}`],
    ...(target === null ? [] : [["target", target]]),
    ["agent", requested_by.name],
    ["risk", [risk.level, ...risk.reasons].join(", ")],
    ["policies", policies.map(({ name }) => name).join(", ")],
    ["expires", expires_at],
    ["digest", digest],
    ["console", approval_url],
    ...("submission" in approval ? submitted(approval) : []),
  ];
  return table(
    rows.map((row) => row.map(escapeText)),
    (text, column) => (column === 0 ? style.dim(text) : text),
  );
}

function submitted({ submission }: ApprovalReview): string[][] {
  if (submission === null) return [["submission", "erased"]];
  const { action_type: _, ...facts } = submission;
  return Object.entries(facts).map(([name, value]) => [name, typeof value === "string" ? value : printableJson(value)]);
}
