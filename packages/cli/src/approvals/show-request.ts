import type { Approval, ApprovalReview } from "@agentlattice/contract";
import { AgentLatticeError } from "@agentlattice/sdk";
import type { ApiContext } from "../api-command.ts";
import { answerOf } from "../connection/list-all.ts";
import { escapeText } from "../escape-text.ts";
import { table } from "../terminal/columns.ts";
import { printableJson } from "../terminal/printable-json.ts";
import { approvalId } from "./approval-id.ts";

/** Prints a request; to those who may decide, with what the agent sent. */
export async function showRequest(context: ApiContext, id: string): Promise<number> {
  const approval = await readRequest(context, id);
  if (context.json) context.printJson(approval);
  else for (const line of describeRequest(approval, context)) context.print(line);
  return 0;
}

/** Reads a request as reviewers see it, or, for credentials that may not review, as everybody else does. */
export async function readRequest({ al }: ApiContext, id: string): Promise<Approval | ApprovalReview> {
  const path = `/approvals/${approvalId(id)}`;
  try {
    return answerOf<ApprovalReview>(await al.request("GET", `${path}/review`));
  } catch (error) {
    if (!(error instanceof AgentLatticeError) || error.code !== "FORBIDDEN") throw error;
    return answerOf<Approval>(await al.request("GET", path));
  }
}

/** Lines that say what is asked. Everything in them is escaped: agents and people wrote it. */
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
  if (submission === null) return [["asked for", "what was sent is erased"]];
  const { action_type: _, ...facts } = submission;
  return Object.entries(facts).map(([name, value]) => [name, typeof value === "string" ? value : printableJson(value)]);
}
