import type { Verdict } from "../model/verdict.ts";
import type { ModuleTools } from "../modules/module.ts";
import { denyByLimit } from "../policy/limits/limit-failure.ts";
import { shortHash } from "../policy/limits/subjects.ts";
import { degradeTo } from "../settle/degrade.ts";
import { addMark, type LimitPhase, settleLimits } from "../settle/limits.ts";
import { chargeDenial, isOutcome, outcomeOf } from "../settle/settle-circuit.ts";
import { type Change, type CounterRecord, emptyView, type View } from "../settle/types.ts";

/** What the earlier actions of a case left behind: the counters and marks that a ledger would hold. */
export interface CaseHistory {
  readonly counters: Map<string, CounterRecord>;
  readonly marks: Mark[];
}

type Mark = Extract<Change, { table: "history_mark" }>["row"];

const CASE_EVENT = "case";

/** What modules are given in a case. Nothing secret rests on fingerprints here: they tell values of one case apart. */
export function caseTools(verifySignature?: ModuleTools["verifySignature"]): ModuleTools {
  const refuse = () => {
    throw new Error("signatures cannot be verified here");
  };
  return { fingerprint: shortHash, verifySignature: verifySignature ?? refuse };
}

export function emptyHistory(): CaseHistory {
  return { counters: new Map(), marks: [] };
}

/** The verdict once its limits and history are settled at a time, in ms since the epoch, as the ledger commit does. */
export function settleCase(verdict: Verdict, history: CaseHistory, now: number): Verdict {
  if (!verdict.settle || verdict.status === "denied") return verdict;
  const phase = verdict.status === "requested" ? "request" : "execute";
  const { failure, fallback } = settleAt(verdict.settle, { history, now, phase });
  if (failure) return denyByLimit(verdict, failure.failure, failure.remedy);
  return fallback ? degradeTo(verdict, fallback) : verdict;
}

/** Executes an earlier action: what it is charged and what is remembered of it. One that is denied is told to breakers alone. */
export function remember(
  verdict: Verdict,
  history: CaseHistory,
  { now, outcome }: { now: number; outcome: "success" | "failure" | undefined },
): void {
  if (!verdict.settle) return;
  const denied = verdict.status === "denied";
  const changes = denied ? chargeDenial(verdict.settle, now) : settleAt(verdict.settle, { history, now, phase: "execute" }).changes;
  for (const change of changes) {
    if (change.table === "limit_counter") history.counters.set(change.row.key, change.row);
    else if (change.table === "history_mark") history.marks.push(change.row);
    else if (change.table === "budget_hold" && outcome && isOutcome(change.row)) history.marks.push(outcomeOf(change.row, outcome, now));
  }
}

function settleAt(plan: NonNullable<Verdict["settle"]>, at: { history: CaseHistory; now: number; phase: LimitPhase }) {
  return settleLimits(plan, { view: viewOf(at.history, at.now), now: at.now, event_id: CASE_EVENT, phase: at.phase });
}

function viewOf({ counters, marks }: CaseHistory, now: number): View {
  const view: View = { ...emptyView(), counters };
  for (const mark of marks) if (mark.expires_at > now) addMark(view, mark);
  return view;
}
