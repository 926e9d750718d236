import type { Evaluation, ScanResult } from "../actions/evaluation.ts";
import type { ActionResult, CheckResult, ReportResult, Whoami } from "../results.ts";
import { decode } from "./decode.ts";
import { actionResult, checkResult, evaluateResult, reportResult, scanResult, whoami } from "./shapes.ts";

/** Reads the answer to an action. @throws AgentLatticeError INVALID_RESPONSE, also when a field that the status requires is missing */
export function readActionResult(body: unknown): ActionResult {
  const { status, ...answer } = decode(actionResult, body, "action");
  if (status === "executed") return { status, ...answer };
  const { executedEventId: _, permit: _permit, permitExpiresAt: _expiry, ...facts } = answer;
  if (status === "denied") return { status, ...facts, denialReason: facts.denialReason ?? "POLICY_DENIED" };
  if (status === "requested") return { status, ...facts, ...decode({ approval_id: "text", timeout_at: "text" }, body, "action") };
  return { status, ...facts, ...decode({ approval_id: "text" }, body, "action") };
}

/** Reads the answer of `POST /evaluate`. */
export function readEvaluation(body: unknown): Evaluation {
  return decode(evaluateResult, body, "evaluation");
}

/** Reads the answer of `POST /scan`. */
export function readScan(body: unknown): ScanResult {
  return decode(scanResult, body, "scan");
}

export function readCheckResult(body: unknown): CheckResult {
  return decode(checkResult, body, "check");
}

export function readReportResult(body: unknown): ReportResult {
  return decode(reportResult, body, "report");
}

export function readWhoami(body: unknown): Whoami {
  return decode(whoami, body, "whoami");
}
