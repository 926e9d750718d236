import type { Facts } from "../model/facts.ts";
import type { ApprovalPlan } from "../model/verdict.ts";

export type RiskLevel = ApprovalPlan["risk"];

export interface Risk {
  readonly level: RiskLevel;
  /** 0 to 100. */
  readonly score: number;
  /** The reasons for the level, without any text from the agent. */
  readonly reasons: readonly string[];
}

const BASE = { low: 20, medium: 45, high: 70, critical: 90 } as const;
const SENSITIVE = new Set(["high", "restricted", "confidential", "secret"]);
const MANY_RECORDS = 1000;

/**
 * Rates the risk of a request for its reviewer: the policies' rating, raised for sensitive data that the action accesses. Values that an
 * agent
 * asserts can only raise it.
 */
export function assessRisk(facts: Facts, plan: ApprovalPlan): Risk {
  const reasons = [`The policy rates this action ${plan.risk}`];
  let score: number = BASE[plan.risk];
  const access = facts.submission.data_accessed ?? [];
  if (access.some((data) => SENSITIVE.has(data.sensitivity?.toLowerCase() ?? ""))) {
    score = Math.max(score, BASE.high);
    reasons.push("It touches sensitive data");
  }
  if (access.some((data) => (data.count ?? 0) > MANY_RECORDS)) {
    score += 15;
    reasons.push(`It touches more than ${MANY_RECORDS.toLocaleString("en-US")} records`);
  }
  if (facts.delegation) {
    score += 5;
    reasons.push("A delegated agent asks");
  }
  score = Math.min(score, 100);
  return { level: levelOf(score), score, reasons };
}

function levelOf(score: number): RiskLevel {
  if (score >= BASE.critical) return "critical";
  if (score >= BASE.high) return "high";
  return score >= BASE.medium ? "medium" : "low";
}
