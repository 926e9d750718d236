import type { DenialReason } from "../evidence/denial-reasons.ts";
import { encodeId } from "../ids/type-id.ts";
import type { Actor } from "../ledger/entry.ts";
import type { Json } from "../model/json.ts";
import { reasonOfFailure } from "../policy/limits/limit-failure.ts";
import { isContradicted, refuseContradicted } from "./anomaly.ts";
import { usesBrokenCounter } from "./broken-counters.ts";
import { budgetEvidence } from "./charge-budget.ts";
import { claimId, replayOf } from "./claims.ts";
import { COLLECT_ERRORS } from "./collect.ts";
import type { CostReservationRecord } from "./cost-records.ts";
import { isDelegationActive } from "./delegation.ts";
import { amountsData, correlationOf, settledRef } from "./entry-data.ts";
import type { AgentPrincipal, ApprovedReserveIntent, ReserveIntent } from "./intents.ts";
import { type LimitRefusal, settleLimits } from "./limits.ts";
import { type ApprovalRecord, refuse, type Settled, type SettledEntry, type View } from "./types.ts";

/** Reserves amounts from every budget that covers the caller: all of them or none. */
export function settleReserve(intent: ReserveIntent | ApprovedReserveIntent, view: View, now: number): Settled {
  const { principal, denial } = intent;
  const replay = denial ? null : replayOf(intent.claim, view);
  if (replay) return { outcome: replay, changes: [] };
  if (denial) return deny(intent, denial.reason, null);
  if (principal.delegation && !isDelegationActive(view, principal.agent_id, now)) return deny(intent, "DELEGATION_INVALID", null);
  const { plan, entry_id } = intent;
  const approval = "approval_id" in intent ? (view.approvals.get(intent.approval_id) ?? null) : null;
  if ("approval_id" in intent) {
    const code = refuseApproved(intent, approval, now);
    if (code || !approval) return refuse(code ?? "NOT_FOUND", approval ?? undefined);
    if (isContradicted(approval, view)) return refuseContradicted(intent, approval, agentOf(principal));
  }
  if (usesBrokenCounter(plan, view)) return refuse("APPROVAL_TAMPERED");
  const { failure, caps, shadowed, crossings, changes } = settleLimits(plan, { view, now, event_id: entry_id, phase: "execute" });
  if (caps.length > 0 && intent.may_ask) return { outcome: { type: "cap_reached", caps }, changes: [] };
  if (failure) return deny(intent, reasonOfFailure(failure.failure), failure);
  const reservation: CostReservationRecord = {
    reservation_id: entry_id,
    agent_id: principal.agent_id,
    key_id: principal.key_id,
    environment: principal.environment,
    run_id: intent.run_id,
    session: intent.session,
    action_type: intent.action_type,
    model: intent.model,
    reserved: intent.amounts,
    used: null,
    status: "reserved",
    created_at: now,
    expires_at: now + intent.ttl_ms,
    ended_at: null,
  };
  const { data, tags } = budgetEvidence(crossings);
  const shadow = shadowed.map((refusal) => settledRef(refusal.failure));
  return {
    outcome: { type: "reserved", reservation },
    entry: reservationEntry("budget.reserved", { entry_id }, reservation, {
      ...amountsData(intent.amounts),
      expires_at: new Date(reservation.expires_at).toISOString(),
      ...(approval ? { approval: encodeId("apr", approval.approval_id) } : {}),
      ...(shadow.length > 0 ? { shadow } : {}),
      ...data,
      event_types: ["budget.reserved", ...tags],
    }),
    changes: [
      { table: "cost_reservation", row: reservation },
      ...(approval ? [{ table: "approval", row: { ...approval, status: "used", executed_event_id: entry_id } } as const] : []),
      ...changes,
      ...claimId(intent.claim, entry_id),
    ],
  };
}

/** Returns the error code that refuses to use an approval for this reservation, or null. */
function refuseApproved(intent: ApprovedReserveIntent, approval: ApprovalRecord | null, now: number): string | null {
  if (approval?.agent_id !== intent.principal.agent_id || approval.environment !== intent.principal.environment) return "NOT_FOUND";
  const code = approval.status === "used" ? "APPROVAL_USED" : COLLECT_ERRORS[approval.status];
  if (code) return code;
  if ((approval.lapses_at ?? 0) <= now) return "APPROVAL_LAPSED";
  return approval.plan.reserves && approval.digest === intent.digest ? null : "RESERVATION_NOT_APPROVED";
}

function deny(intent: ReserveIntent, reason: DenialReason, refusal: LimitRefusal | null): Settled {
  const { principal, entry_id } = intent;
  const exceeded = reason === "BUDGET_EXCEEDED" ? ["budget.exceeded", "cost.budget"] : [];
  return {
    outcome: { type: "reserve_denied", reason, failure: refusal?.failure ?? null },
    entry: {
      id: entry_id,
      kind: "budget.denied",
      actor: agentOf(principal),
      subject: agentOf(principal),
      corr: correlationOf(entry_id),
      data: {
        ...callerData(principal, intent),
        ...amountsData(intent.amounts),
        status: "denied",
        denial_reason: reason,
        ...(refusal ? { settled: settledRef(refusal.failure) } : {}),
        event_types: ["budget.denied", ...exceeded],
      },
      payloads: [],
      agent_id: principal.agent_id,
      action_type: intent.action_type,
      environment: principal.environment,
      ...runReferencesOf(intent),
    },
    // Only the answer of a budget is repeated. A stopped agent is evaluated again.
    changes: refusal ? claimId(intent.claim, entry_id) : [],
  };
}

const agentOf = ({ agent_id }: Pick<AgentPrincipal, "agent_id">) => ({ type: "agent", id: encodeId("agt", agent_id) }) as const;

function callerData(
  { key_id, environment }: Pick<AgentPrincipal, "key_id" | "environment">,
  { run_id }: { readonly run_id: string | null },
): Record<string, Json> {
  return { environment, key: encodeId("key", key_id), ...(run_id === null ? {} : { run: encodeId("run", run_id) }) };
}

/** Builds an entry about a reservation. */
export function reservationEntry(
  kind: string,
  { entry_id, actor }: { readonly entry_id: string; readonly actor?: Actor },
  reservation: CostReservationRecord,
  data: Record<string, Json>,
): SettledEntry {
  const { reservation_id, agent_id, key_id, environment, run_id, session, action_type } = reservation;
  return {
    id: entry_id,
    kind,
    actor: actor ?? agentOf({ agent_id }),
    subject: { type: "reservation", id: encodeId("rsv", reservation_id) },
    corr: correlationOf(reservation_id),
    data: { reservation: encodeId("rsv", reservation_id), ...callerData({ key_id, environment }, { run_id }), ...data },
    payloads: [],
    agent_id,
    action_type,
    environment,
    ...runReferencesOf({ run_id, session }),
  };
}

/** Returns the run and the session that an entry belongs to. */
function runReferencesOf({ run_id, session }: Pick<CostReservationRecord, "run_id" | "session">): Pick<SettledEntry, "run" | "references"> {
  return {
    ...(run_id === null ? {} : { run: { run_id, iteration_index: null } }),
    ...(session === null ? {} : { references: { followed: [], own: [session] } }),
  };
}
