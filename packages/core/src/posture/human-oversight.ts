import { counted, earn, shareOf } from "./earn.ts";
import { TARGETS } from "./targets.ts";
import type { Advice, ComponentScore, OversightFacts } from "./types.ts";

const MAX = 15;
/** The maximum points per measure. */
const ANSWERED = 6;
const IN_TIME = 3;
const INDEPENDENT = 3;
const UNHURRIED = 3;

/** The target time for a decision. */
export const DECIDE_WITHIN_MS = 30 * 60_000;
/** Two decisions by one person within this time were probably not read. */
export const HURRIED_MS = 5_000;

/**
 * Scores whether people answer requests, in time, for agents of other owners and with time to read. Without decisions no points are earned.
 */
export function scoreHumanOversight(facts: OversightFacts): ComponentScore {
  const score = points(facts);
  return {
    score,
    max: MAX,
    summary: summaryOf(facts),
    evidence: [
      { id: "decided", label: "Requests decided by a person", count: facts.decided, target: TARGETS.audit({ kind: "approval.decided" }) },
      { id: "late", label: "Approved after more than 30 minutes", count: facts.late, target: TARGETS.approvals("decided") },
      { id: "own", label: "Approved by the requesting agent's owner", count: facts.own, target: TARGETS.approvals("decided") },
      {
        id: "hurried",
        label: "Approved within 5 seconds of the previous decision",
        count: facts.hurried,
        target: TARGETS.approvals("decided"),
      },
      { id: "expired", label: "Expired without an answer", count: facts.expired, target: TARGETS.audit({ kind: "approval.expired" }) },
    ],
    advice: adviceFor(facts, score).filter(({ gain }) => gain > 0),
  };
}

function points({ decided, late, own, hurried, expired }: OversightFacts): number {
  if (decided === 0) return 0;
  const earned =
    ANSWERED * shareOf(decided, decided + expired, 0) +
    IN_TIME * shareOf(decided - late, decided, 0) +
    INDEPENDENT * shareOf(decided - own, decided, 0) +
    UNHURRIED * shareOf(decided - hurried, decided, 0);
  return earn(MAX, earned / MAX);
}

function summaryOf({ decided, expired, late, median_ms }: OversightFacts): string {
  if (decided + expired === 0) return "no approval requests yet";
  const median = median_ms === null ? [] : [`median ${duration(median_ms)}`];
  return [...median, late > 0 ? `${late} late` : "none late", ...(expired > 0 ? [`${expired} expired`] : [])].join(", ");
}

function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function adviceFor(facts: OversightFacts, score: number): Advice[] {
  const { decided, expired, late, own, hurried } = facts;
  if (decided + expired === 0) {
    return [
      {
        id: "ask-a-person",
        text: "Set one policy to require approval. Without a decision there is nothing to measure.",
        gain: MAX,
        action: { label: "Open policies", target: TARGETS.policies() },
      },
    ];
  }
  const fixed = (change: Partial<OversightFacts>) => points({ ...facts, ...change }) - score;
  const open = { label: "Open approvals", target: TARGETS.approvals() };
  const all: (Advice | false)[] = [
    expired > 0 && {
      id: "answer",
      text: `Answer pending requests: ${counted(expired, "request", "requests")} expired in 30 days. Add an approver or extend the expiry.`,
      gain: fixed({ decided: decided + expired, expired: 0 }),
      action: open,
    },
    late > 0 && {
      id: "answer-sooner",
      text: `Decide within 30 minutes: ${counted(late, "approval", "approvals")} took longer.`,
      gain: fixed({ late: 0 }),
      action: open,
    },
    own > 0 && {
      id: "separate",
      text: `Have people other than the agent's owner decide: set separation_of_duties: strict. ${counted(own, "approval", "approvals")} came from the owner.`,
      gain: fixed({ own: 0 }),
      action: { label: "Open policies", target: TARGETS.policies() },
    },
    hurried > 0 && {
      id: "slow-down",
      text: `Require fewer approvals or add approvers: ${counted(hurried, "approval", "approvals")} came within 5 seconds of the previous one.`,
      gain: fixed({ hurried: 0 }),
      action: { label: "Open policies", target: TARGETS.policies() },
    },
  ];
  return all.filter((advice) => advice !== false);
}
