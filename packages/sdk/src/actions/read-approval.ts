import type { Approval } from "../results.ts";
import { decode } from "../transport/decode.ts";
import { approval } from "../transport/shapes.ts";

export function readApproval(body: unknown): Approval {
  const { question, ...read } = decode(approval, body, "approval");
  return question ? { ...read, question: { ...question, approvalId: read.id, text: question.text ?? "" } } : read;
}
