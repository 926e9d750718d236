import { Fields } from "./fields.ts";
import type { JsonValue } from "./json.ts";
import type { Approval, ApprovalStatus, Question } from "./results.ts";

const APPROVAL_STATUSES: readonly ApprovalStatus[] = [
  "pending",
  "approved",
  "used",
  "denied",
  "expired",
  "cancelled",
  "lapsed",
  "revoked",
  "refused",
];

const text = (fields: Fields, name: string) => fields.text(name);

export function readApproval(body: unknown): Approval {
  const fields = new Fields(body, "approval");
  return {
    id: fields.text("id"),
    status: fields.word("status", APPROVAL_STATUSES),
    ...fields.maybe("approval_url", "approvalUrl", text),
    actionType: fields.text("action_type"),
    auditEventId: fields.text("audit_event_id"),
    expiresAt: fields.text("expires_at"),
    ...fields.maybe("decided_at", "decidedAt", text),
    ...fields.maybe("decided_by", "decidedBy", (_, name) => fields.object(name, readPerson)),
    ...fields.maybe("reason", "reason", text),
    ...fields.maybe("refusal", "refusal", text),
    ...fields.maybe("question", "question", (_, name) => fields.object(name, (question) => readQuestion(question, fields.text("id")))),
    ...fields.maybe("effective", "effective", (_, name) => fields.json(name) as Record<string, JsonValue>),
  };
}

function readQuestion(fields: Fields, approvalId: string): Question {
  return {
    id: fields.text("id"),
    approvalId,
    text: fields.textOrNull("text") ?? "",
    by: fields.object("by", readPerson),
    at: fields.text("at"),
  };
}

function readPerson(fields: Fields): { id: string; name: string; role?: string } {
  return { id: fields.text("id"), name: fields.text("name"), ...fields.maybe("role", "role", text) };
}
