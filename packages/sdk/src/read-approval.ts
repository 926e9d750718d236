import { decode } from "./decode.ts";
import type { Approval } from "./results.ts";
import { approval } from "./shapes.ts";

export function readApproval(body: unknown): Approval {
  const { question, ...read } = decode(approval, body, "approval");
  return question ? { ...read, question: { ...question, approvalId: read.id, text: question.text ?? "" } } : read;
}
