import { counted, earn, shareOf } from "./earn.ts";
import { LINKS } from "./links.ts";
import type { ComponentScore, EnforcementFacts } from "./types.ts";

const MAX = 15;

/** The share of active policies that enforce. Without any policy everything is denied, which is enforced too. */
export function scoreEnforcement({ enforcing, watching }: EnforcementFacts): ComponentScore {
  const policies = enforcing + watching.count;
  const score = earn(MAX, shareOf(enforcing, policies, 1));
  const [first] = watching.rows;
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
    advice:
      MAX > score
        ? [
            {
              id: "enforce",
              text: `Switch ${counted(watching.count, "policy", "policies")} from watching to enforcing.`,
              gain: MAX - score,
              action: first
                ? { label: `Open ${first.policy}`, href: LINKS.policy(first.policy_id) }
                : { label: "Open policies", href: LINKS.policies() },
            },
          ]
        : [],
  };
}

function summaryOf(enforcing: number, watching: number): string {
  if (enforcing + watching === 0) return "no policy: everything is denied";
  return watching === 0
    ? "every policy enforces"
    : `${counted(watching, "policy", "policies")} still only ${watching === 1 ? "watches" : "watch"}`;
}
