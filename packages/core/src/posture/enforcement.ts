import { counted, earn, shareOf } from "./earn.ts";
import { LINKS } from "./links.ts";
import type { Advice, ComponentScore, EnforcementFacts } from "./types.ts";

const MAX = 15;

/** The share of active policies that enforce. Without a policy there is nothing to measure, so nothing is earned. */
export function scoreEnforcement({ enforcing, watching }: EnforcementFacts): ComponentScore {
  const policies = enforcing + watching.count;
  const score = earn(MAX, shareOf(enforcing, policies, 0));
  return {
    score,
    max: MAX,
    summary: summaryOf(enforcing, watching.count),
    evidence: [
      { id: "enforcing", label: "Policies that enforce", count: enforcing, href: LINKS.policies() },
      {
        id: "watching",
        label: "Policies that only watch",
        count: watching.count,
        href: LINKS.policies(),
        rows: watching.rows.map((row) => ({ name: row.policy, detail: "watches", at: null, href: LINKS.policy(row.policy_id) })),
      },
    ],
    advice: adviceFor({ enforcing, watching }, MAX - score),
  };
}

function adviceFor({ enforcing, watching }: EnforcementFacts, gain: number): Advice[] {
  if (gain === 0) return [];
  if (enforcing + watching.count === 0) {
    const text = "Publish a policy that enforces. Until one is active there is nothing to measure.";
    return [{ id: "publish-policy", text, gain, action: { label: "New policy", href: LINKS.newPolicy() } }];
  }
  const [first] = watching.rows;
  return [
    {
      id: "enforce",
      text: `Switch ${counted(watching.count, "policy", "policies")} from watching to enforcing.`,
      gain,
      action: first
        ? { label: `Open ${first.policy}`, href: LINKS.policy(first.policy_id) }
        : { label: "Open policies", href: LINKS.policies() },
    },
  ];
}

function summaryOf(enforcing: number, watching: number): string {
  if (enforcing + watching === 0) return "no policy yet";
  return watching === 0
    ? "every policy enforces"
    : `${counted(watching, "policy", "policies")} still only ${watching === 1 ? "watches" : "watch"}`;
}
