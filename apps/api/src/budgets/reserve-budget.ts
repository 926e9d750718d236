import type { CreatedReservation, DeniedReservation, ReserveInput } from "@agentlattice/contract";
import { decodeId, encodeId, type Json } from "@agentlattice/core";
import { type Amounts, explainFailure, planReservation, type ReservationPlan, usdMicros } from "@agentlattice/core/policy";
import { mostForTokens } from "@agentlattice/core/prices";
import type { CostAmounts, ReserveIntent } from "@agentlattice/core/settle";
import { actingAs } from "../actions/acting.ts";
import { moduleTools } from "../actions/module-tools.ts";
import { toFacts } from "../actions/to-facts.ts";
import type { OrgConfig } from "../config/org-config.ts";
import { priceOf } from "../costs/prices.ts";
import type { Deps } from "../deps.ts";
import { assertSameBody, claimFor } from "../http/claim.ts";
import type { AgentPrincipal } from "../http/principal.ts";
import { requireRun } from "../runs/require-run.ts";
import { findReservation } from "./find-reservation.ts";
import { type RecordedDenial, readDenial } from "./read-entry-data.ts";
import { recordedReservation, toReservation } from "./to-reservation.ts";
import { fromWireAmounts } from "./wire-amounts.ts";

const HEADER = "Idempotency-Key";
/** The action of a reservation that names none, for conditions of policies and for halts. */
const UNNAMED_ACTION = "budget.reserve";

type ReserveDeps = Pick<Deps, "configs" | "database" | "knownRuns" | "newId" | "now">;

export interface ReserveBudgetInput {
  readonly principal: AgentPrincipal;
  readonly input: ReserveInput;
  readonly idempotencyKey: string | undefined;
  readonly deps: ReserveDeps;
}

type Answer = { readonly replayed: boolean } & (
  | { readonly granted: true; readonly result: CreatedReservation }
  | { readonly granted: false; readonly result: DeniedReservation }
);

/**
 * Reserves amounts from every budget that covers the agent, in the ledger commit. A denial is an answer, not an error.
 * @throws AppError NOT_FOUND for a run of another agent, IDEMPOTENCY_CONFLICT
 */
export async function reserveBudget({ principal, input, idempotencyKey, deps }: ReserveBudgetInput): Promise<Answer> {
  const { orgId } = principal.scope;
  const keys = await deps.database.keysOf(orgId);
  const entryId = deps.newId();
  const place = { principal: principal.agentId, route: "reserveBudget" };
  const claim = idempotencyKey === undefined ? null : claimFor(keys, HEADER, idempotencyKey, place, input as Json);
  if (input.run_id !== undefined) await requireRun(deps, principal, input.run_id);
  const amounts = await amountsOf(deps, principal, input);
  let planned: { plan: ReservationPlan; config: OrgConfig } | undefined;
  const prepare = async (who: AgentPrincipal) => {
    const config = await deps.configs.get(orgId);
    const plan = planFor(deps, who, { input, amounts }, config, keys);
    planned = { plan, config };
    const intent: ReserveIntent = {
      kind: "reserve",
      entry_id: entryId,
      principal: actingAs(who),
      denial: plan.denial,
      plan: plan.plan,
      amounts: knownAmounts(amounts),
      ttl_ms: input.ttl * 1000,
      run_id: input.run_id === undefined ? null : decodeId("run", input.run_id),
      action_type: input.action_type ?? null,
      model: input.model ?? null,
      claim,
      payloads: [],
    };
    return { intent, configVersion: Math.min(config.version, who.configVersion) };
  };
  const committed = await deps.database.ledger.commit({
    orgId,
    ...(await prepare(principal)),
    prepareAgain: async (version) => {
      deps.configs.noteVersion(orgId, version);
      return prepare(await principal.refresh());
    },
  });
  const { outcome } = committed;
  if (outcome.type === "replay") {
    assertSameBody(outcome.same_body, HEADER);
    return replay(deps, principal, outcome.entry_id);
  }
  const receipt = committed.receipt();
  if (outcome.type === "reserved") {
    const result = { ...recordedReservation(outcome.reservation, principal.name), ...(receipt ? { receipt } : {}) };
    return { granted: true, replayed: false, result };
  }
  if (outcome.type !== "reserve_denied" || !planned) throw new Error(`The reservation was settled as ${outcome.type}.`);
  const denial = { reason: outcome.reason, failure: outcome.failure, message: planned.plan.denial?.message };
  const result = { ...describeDenial(denial, planned.config, entryId), ...(receipt ? { receipt } : {}) };
  return { granted: false, replayed: false, result };
}

/**
 * Returns the amounts to reserve. Without a stated amount of money, tokens of a model cost its higher price. Null for a model without a
 * price: a budget of money then denies, unless it has `unknown_model: allow`.
 */
async function amountsOf(deps: Pick<Deps, "database">, principal: AgentPrincipal, input: ReserveInput): Promise<Amounts> {
  const amounts = fromWireAmounts(input);
  const { model, tokens, usd } = input;
  if (usd !== undefined || model === undefined) return amounts;
  const price = await priceOf(deps, principal, model);
  return { ...amounts, usd: price ? usdMicros(mostForTokens(price, tokens ?? 0)) : null };
}

function knownAmounts({ usd, ...others }: Amounts): CostAmounts {
  return { ...others, ...(usd === null || usd === undefined ? {} : { usd }) } as CostAmounts;
}

function planFor(
  deps: Pick<Deps, "now">,
  principal: AgentPrincipal,
  { input, amounts }: { readonly input: ReserveInput; readonly amounts: Amounts },
  config: OrgConfig,
  keys: { readonly data: Buffer },
): ReservationPlan {
  if (principal.stopped)
    return {
      plan: { checks: [], historyEvents: [] },
      denial: { reason: principal.stopped.reason, message: principal.stopped.detail },
    };
  const { usd, tokens, run_id, session_id, model, action_type } = input;
  const submission = {
    action_type: action_type ?? UNNAMED_ACTION,
    usage: { ...(usd === undefined ? {} : { usd }), ...(tokens === undefined ? {} : { max_tokens: tokens }) },
    ...(model === undefined ? {} : { model: { name: model } }),
    ...(run_id === undefined ? {} : { run_id }),
    ...(session_id === undefined ? {} : { session_id }),
  };
  const facts = toFacts(principal, submission, { zone: config.zone, now: deps.now() });
  return planReservation(config.bundle, { action: action_type ?? null, amounts, facts, tools: moduleTools(keys) });
}

function describeDenial({ reason, failure, message }: RecordedDenial, config: OrgConfig, entryId: string): DeniedReservation {
  const name = failure && (config.policies.find(({ id }) => id === failure.policy)?.name ?? failure.policy);
  const explained = failure && name !== null ? explainFailure(failure, name) : null;
  return {
    status: "denied",
    denial_reason: reason,
    message: explained?.message ?? message ?? "This agent may not reserve anything now. Read the reason, and ask an admin.",
    ...(name === null ? {} : { policy_name: name }),
    conditions_evaluated: (explained ? [explained.condition] : []) as DeniedReservation["conditions_evaluated"],
    audit_event_id: encodeId("evt", entryId),
  };
}

/** Repeats the first answer to an Idempotency-Key: the reservation as it is now, or the denial. */
async function replay(deps: ReserveDeps, principal: AgentPrincipal, entryId: string): Promise<Answer> {
  const denial = await readDenial(deps, principal, entryId);
  if (denial) {
    const config = await deps.configs.get(principal.scope.orgId);
    return { granted: false, replayed: true, result: describeDenial(denial, config, entryId) };
  }
  const row = await deps.database.inOrgReserved(principal.scope, (client) => findReservation(client, principal, entryId));
  return { granted: true, replayed: true, result: toReservation(row) };
}
