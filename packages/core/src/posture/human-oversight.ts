import { counted, earn, shareOf } from "./earn.ts";
import { LINKS } from "./links.ts";
import type { Advice, ComponentScore, OversightFacts } from "./types.ts";

const MAX = 15;
/** What the points are for. */
const ANSWERED = 6;
const IN_TIME = 3;
const INDEPENDENT = 3;
const UNHURRIED = 3;

/** A decision should come within this. */
export const DECIDE_WITHIN_MS = 30 * 60_000;
/** Two decisions of one person closer than this were hardly read. */
export const HURRIED_MS = 5_000;

/** Whether people answer, soon, for agents that are not theirs, and with time to read. Earned: no decision, no points. */
export function scoreHumanOversight(facts: OversightFacts): ComponentScore {
  const score = points(facts);
  return {
    score,
    max: MAX,
    summary: summaryOf(facts),
    evidence: [
      { id: "decided", label: "Requests decided by a person", count: facts.decided, href: LINKS.audit({ kind: "approval.decided" }) },
      { id: "late", label: "Approved after more than 30 minutes", count: facts.late, href: LINKS.approvals("decided") },
      { id: "own", label: "Approved by the owner of the agent that asked", count: facts.own, href: LINKS.approvals("decided") },
      { id: "hurried", label: "Approved within 5 seconds of the decision before", count: facts.hurried, href: LINKS.approvals("decided") },
      { id: "expired", label: "Ran out unanswered", count: facts.expired, href: LINKS.audit({ kind: "approval.expired" }) },
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
  if (decided + expired === 0) return "no request for a person yet";
  const median = median_ms === null ? [] : [`median ${duration(median_ms)}`];
  return [...median, late > 0 ? `${late} late` : "none late", ...(expired > 0 ? [`${expired} ran out`] : [])].join(", ");
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
        text: "Let one policy ask a person. Until somebody has decided there is nothing to measure.",
        gain: MAX,
        action: { label: "Open policies", href: LINKS.policies() },
      },
    ];
  }
  const fixed = (change: Partial<OversightFacts>) => points({ ...facts, ...change }) - score;
  const open = { label: "Open approvals", href: LINKS.approvals() };
  const all: (Advice | false)[] = [
    expired > 0 && {
      id: "answer",
      text: `Answer what waits: ${counted(expired, "request", "requests")} ran out in 30 days. Add an approver, or let it wait longer.`,
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
      text: `Let somebody else decide for an agent than its owner: set separation_of_duties: strict. It concerned ${counted(own, "approval", "approvals")}.`,
      gain: fixed({ own: 0 }),
      action: { label: "Open policies", href: LINKS.policies() },
    },
    hurried > 0 && {
      id: "slow-down",
      text: `Ask people less, or more of them: ${counted(hurried, "approval", "approvals")} followed the one before within 5 seconds.`,
      gain: fixed({ hurried: 0 }),
      action: { label: "Open policies", href: LINKS.policies() },
    },
  ];
  return all.filter((advice) => advice !== false);
}
