import { counted, earn, percent, shareOf } from "./earn.ts";
import { TARGETS } from "./targets.ts";
import type { Advice, ComponentScore, CoverageFacts } from "./types.ts";

const MAX = 20;

/** Scores the share of actions that a specific policy decided. Without actions no points are earned. */
export function scorePolicyCoverage(facts: CoverageFacts): ComponentScore {
  const actions = facts.specific + facts.open;
  const score = points(facts);
  return {
    score,
    max: MAX,
    summary: actions === 0 ? "no action yet" : `${percent(facts.specific, actions)} of actions decided by a specific policy`,
    evidence: [
      { id: "specific", label: "Actions decided by a specific policy", count: facts.specific, target: TARGETS.audit() },
      {
        id: "open",
        label: "Actions allowed by a policy for *",
        count: facts.open,
        target: TARGETS.policies(),
        rows: facts.open_policies.rows.map((row) => ({
          name: row.policy,
          detail: counted(row.decisions, "action", "actions"),
          at: null,
          target: TARGETS.policy(row.policy_id),
        })),
      },
    ],
    advice: adviceFor(facts, score),
  };
}

function points({ specific, open }: Pick<CoverageFacts, "specific" | "open">): number {
  return earn(MAX, shareOf(specific, specific + open, 0));
}

function adviceFor(facts: CoverageFacts, score: number): Advice[] {
  const action = { label: "Open policies", target: TARGETS.policies() };
  if (facts.specific + facts.open === 0) {
    const text = "Publish a policy for the first action and have an agent request it. Without actions there is nothing to measure.";
    return [{ id: "first-policy", text, gain: MAX, action }];
  }
  if (facts.open === 0) return [];
  const [first] = facts.open_policies.rows;
  return [
    {
      id: "name-actions",
      text: `Write policies for the ${counted(facts.open, "action", "actions")} that * allowed${first ? `, starting with ${first.policy}` : ""}.`,
      gain: points({ specific: facts.specific + facts.open, open: 0 }) - score,
      action: first ? { label: `Open ${first.policy}`, target: TARGETS.policy(first.policy_id) } : action,
    },
  ];
}
