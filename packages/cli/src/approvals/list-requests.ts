import type { Approval } from "@agentlattice/contract";
import type { ApiContext } from "../api-command.ts";
import { listAll } from "../connection/list-all.ts";
import { escapeText } from "../escape-text.ts";
import { cut, table } from "../terminal/columns.ts";

export const LISTS = ["pending", "mine", "decided", "all"] as const;
export type ApprovalList = (typeof LISTS)[number];

const HEADINGS = ["ID", "ACTION", "TARGET", "AGENT", "RISK", "EXPIRES", "STATUS"];
const MAX_CELL = 32;
const MAX_ROWS = 200;

/** Prints at most 200 requests. */
export async function listRequests({ api, json, style, log, print, printJson }: ApiContext, status: ApprovalList): Promise<number> {
  const approvals: Approval[] = [];
  let more = false;
  for await (const approval of listAll((page) => api.listApprovals({ query: { ...page, status } }))) {
    more = approvals.length === MAX_ROWS;
    if (more) break;
    approvals.push(approval);
  }
  if (more) log(`Only the first ${MAX_ROWS} requests are shown. The console lists all of them.`);
  if (json) printJson({ approvals, has_more: more });
  else if (approvals.length === 0) print(status === "pending" ? "There are no pending requests." : "There are no such requests.");
  else for (const line of table([HEADINGS, ...approvals.map(cells)], (text, _, row) => (row === 0 ? style.dim(text) : text))) print(line);
  return 0;
}

function cells({ id, action_type, target, requested_by, risk, expires_at, status }: Approval): string[] {
  const expires = expires_at.slice(0, 16).replace("T", " ");
  return [id, action_type, cut(target ?? "–", MAX_CELL), cut(requested_by.name, MAX_CELL), risk.level, expires, status].map(escapeText);
}
