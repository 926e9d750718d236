import type { Verdict } from "../model/verdict.ts";
import type { ModuleTools } from "../modules/module.ts";
import { denyByLimit } from "../policy/limits/limit-failure.ts";
import { shortHash } from "../policy/limits/subjects.ts";
import { chargeDenied } from "../settle/charge-denied.ts";
import { degradeTo } from "../settle/degrade.ts";
import { addHistoryEvent, type LimitPhase, settleLimits } from "../settle/limits.ts";
import type { HistoryRow } from "../settle/rows.ts";
import { reportCall } from "../settle/settle-circuit.ts";
import { type CounterRecord, emptyView, type View } from "../settle/types.ts";

/** The counters and history that the earlier actions of a case leave behind. */
export interface CaseHistory {
  readonly counters: Map<string, CounterRecord>;
  readonly events: HistoryRow[];
}

const CASE_EVENT = "case";

/** Returns the tools that modules get in a case. Fingerprints here only distinguish values and protect nothing. */
export function caseTools(verifySignature?: ModuleTools["verifySignature"]): ModuleTools {
  const refuse = () => {
    throw new Error("This environment cannot verify signatures.");
  };
  return { fingerprint: shortHash, verifySignature: verifySignature ?? refuse };
}

export function emptyHistory(): CaseHistory {
  return { counters: new Map(), events: [] };
}

/**
 * Settles the limits and history of a verdict as the ledger commit does.
 * @param now milliseconds since the epoch
 */
export function settleCase(verdict: Verdict, history: CaseHistory, now: number): Verdict {
  if (!verdict.settle || verdict.status === "denied") return verdict;
  const phase = verdict.status === "requested" ? "request" : "execute";
  const { failure, fallback } = settleAt(verdict.settle, { history, now, phase });
  if (failure) return denyByLimit(verdict, failure.failure, failure.remedy);
  return fallback ? degradeTo(verdict, fallback) : verdict;
}

/** Records an earlier action: its charges and its history. A denied action counts for breakers and loop detection only. */
export function recordEarlier(
  verdict: Verdict,
  history: CaseHistory,
  { now, outcome }: { now: number; outcome: "success" | "failure" | undefined },
): void {
  if (!verdict.settle) return;
  const settled = verdict.status === "denied" ? null : settleAt(verdict.settle, { history, now, phase: "execute" });
  const denied = settled?.failure ? denyByLimit(verdict, settled.failure.failure) : verdict;
  const changes = settled && !settled.failure ? settled.changes : chargeDenied(verdict.settle, denied, now);
  for (const change of changes) {
    const reported = change.table === "circuit_call" && outcome ? reportCall(change.row, outcome, now) : [];
    for (const { table, row } of [change, ...reported]) {
      if (table === "limit_counter") history.counters.set(row.key, row);
      else if (table === "history_event") history.events.push(row);
    }
  }
}

function settleAt(plan: NonNullable<Verdict["settle"]>, at: { history: CaseHistory; now: number; phase: LimitPhase }) {
  return settleLimits(plan, { view: viewOf(at.history, at.now), now: at.now, event_id: CASE_EVENT, phase: at.phase });
}

function viewOf({ counters, events }: CaseHistory, now: number): View {
  const view: View = { ...emptyView(), counters };
  for (const event of events) if (event.expires_at > now) addHistoryEvent(view, event);
  return view;
}
