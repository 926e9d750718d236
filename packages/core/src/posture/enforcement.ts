import { counted, earn, shareOf } from "./earn.ts";
import { TARGETS } from "./targets.ts";
import type { Advice, ComponentScore, EnforcementFacts } from "./types.ts";

const MAX = 15;

/** Scores the share of active policies that enforce. Without policies no points are earned. */
export function scoreEnforcement({ enforcing, watching }: EnforcementFacts): ComponentScore {
  const policies = enforcing + watching.count;
  const score = earn(MAX, shareOf(enforcing, policies, 0));
  return {
    score,
    max: MAX,
    summary: summaryOf(enforcing, watching.count),
    evidence: [
      { id: "enforcing", label: "Enforced policies", count: enforcing, target: TARGETS.policies() },
      {
        id: "watching",
        label: "Monitored policies",
        count: watching.count,
        target: TARGETS.policies(),
        rows: watching.rows.map((row) => ({ name: row.policy, detail: "monitored", at: null, target: TARGETS.policy(row.policy_id) })),
      },
    ],
    advice: adviceFor({ enforcing, watching }, MAX - score),
  };
}

function adviceFor({ enforcing, watching }: EnforcementFacts, gain: number): Advice[] {
  if (gain === 0) return [];
  if (enforcing + watching.count === 0) {
    const text = "Publish an enforced policy. Without an active policy there is nothing to measure.";
    return [{ id: "publish-policy", text, gain, action: { label: "New policy", target: TARGETS.newPolicy() } }];
  }
  const [first] = watching.rows;
  return [
    {
      id: "enforce",
      text: `Switch ${counted(watching.count, "policy", "policies")} from monitor to enforce.`,
      gain,
      action: first
        ? { label: `Open ${first.policy}`, target: TARGETS.policy(first.policy_id) }
        : { label: "Open policies", target: TARGETS.policies() },
    },
  ];
}

function summaryOf(enforcing: number, watching: number): string {
  if (enforcing + watching === 0) return "no policy yet";
  return watching === 0 ? "every policy is enforced" : `${counted(watching, "policy", "policies")} only monitored`;
}
