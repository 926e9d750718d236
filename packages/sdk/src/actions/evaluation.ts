import type { ActionStatus, Decision, DenialReason, Finding, Receipt } from "../results.ts";
import type { JsonValue, Open } from "../transport/json.ts";

/** The result of `evaluate`. Act on `executed` only. Times are RFC 3339. */
export interface Evaluation {
  status: ActionStatus;
  /** The caller's correlation id, or one that the server created. */
  correlationId: string;
  auditEventId: string;
  decision: Decision & { denialReason?: Open<DenialReason> };
  approvalId?: string;
  /** The console page where people decide the approval. */
  approvalUrl?: string;
  /** Expiry of the approval. */
  timeoutAt?: string;
  message?: string;
  /** The content to use in place of the one you sent. */
  content?: string;
  /** Fields to use in place of those you sent, by their API names. */
  effective?: Record<string, JsonValue>;
  receipt?: Receipt;
}

/** A finding in a text that belongs to no submission. */
export type ScanFinding = Omit<Finding, "policy" | "path" | "part">;

/** The result of `scan`: kinds and positions of findings, never the values. */
export interface ScanResult {
  /** The default action for these findings. */
  action: Decision["action"];
  reasonCodes: string[];
  /** 0 to 100. */
  riskScore: number;
  findings: ScanFinding[];
}
