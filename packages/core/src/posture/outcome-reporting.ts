import { counted, earn, percent, shareOf } from "./earn.ts";
import { TARGETS } from "./targets.ts";
import type { Advice, ComponentScore, Evidence, OutcomeFacts } from "./types.ts";

const MAX = 8;

/** Scores the share of executed actions with a reported outcome. Without actions no points are earned. */
export function scoreOutcomeReporting({ executed, reported, not_executed }: OutcomeFacts): ComponentScore {
  const score = earn(MAX, shareOf(reported, executed, 0));
  return {
    score,
    max: MAX,
    summary: executed === 0 ? "no action yet" : `${percent(reported, executed)} of executed actions have a reported outcome`,
    evidence: [
      { id: "executed", label: "Executed actions", count: executed, target: TARGETS.audit({ kind: "action.executed" }) },
      {
        id: "reported",
        label: "Executed actions with a reported outcome",
        count: reported,
        target: TARGETS.audit({ kind: "action.reported" }),
      },
      ...bypasses(not_executed),
    ],
    advice: adviceFor(executed, reported, score),
  };
}

/** Reports successes of actions that were not allowed, which show that the agent was not stopped. */
function bypasses(count: number): Evidence[] {
  const label = "Outcomes reported for actions that were not executed";
  return count > 0 ? [{ id: "not-executed", label, count, target: TARGETS.audit({ kind: "report.refused" }) }] : [];
}

function adviceFor(executed: number, reported: number, score: number): Advice[] {
  if (score === MAX) return [];
  const text =
    executed === 0
      ? "Use guard() in the SDK: it requests, runs and reports an action. Without actions there is nothing to measure."
      : `Use guard() in the SDK, which reports automatically: ${counted(executed - reported, "action", "actions")} have no reported outcome.`;
  return [{ id: "report", text, gain: MAX - score, action: { label: "Open agents", target: TARGETS.agents() } }];
}
