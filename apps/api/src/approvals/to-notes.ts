import type { Approval } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import type { ApprovalRecord } from "@agentlattice/core/settle";
import type { StoredApproval } from "@agentlattice/db";
import type { OrgConfig } from "../config/org-config.ts";
import { personView } from "./person-view.ts";

type Note = StoredApproval["notes"][number];

const KINDS = { "approval.commented": "comment", "approval.asked": "question", "approval.answered": "answer" } as const;

/** Returns the comments, questions and answers of a request. */
export function toComments(notes: readonly Note[], config: OrgConfig, agent: Approval["requested_by"]): Approval["comments"] {
  return notes.map(({ kind, entry_id, actor_id, at, text }) => ({
    id: encodeId("evt", entry_id),
    kind: KINDS[kind],
    by: kind === "approval.answered" || actor_id === null ? agent : personView(config, actor_id),
    at: new Date(at).toISOString(),
    text,
  }));
}

/** Returns the question that waits for the agent's answer. */
export function toQuestion({ progress, status }: ApprovalRecord, notes: readonly Note[], config: OrgConfig): Pick<Approval, "question"> {
  const open = notes.find(({ entry_id }) => entry_id === progress.question);
  if (!open || open.actor_id === null || status !== "pending") return {};
  const { entry_id, actor_id, at, text } = open;
  return { question: { id: encodeId("evt", entry_id), by: personView(config, actor_id), at: new Date(at).toISOString(), text } };
}
