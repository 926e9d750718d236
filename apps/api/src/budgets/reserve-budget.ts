import type { CreatedReservation, DeniedReservation, RequestedReservation, ReserveInput } from "@agentlattice/contract";
import { decodeId, encodeId } from "@agentlattice/core";
import { explainFailure, type ReservationPlan } from "@agentlattice/core/policy";
import type { ApprovedReserveIntent, ReserveIntent } from "@agentlattice/core/settle";
import { actingAs } from "../actions/acting.ts";
import { refusalError } from "../approvals/refuse-approval.ts";
import type { OrgConfig } from "../config/org-config.ts";
import type { Deps } from "../deps.ts";
import { sessionReference } from "../http/caller-reference.ts";
import { assertSameBody, claimFor } from "../http/claim.ts";
import type { AgentPrincipal } from "../http/principal.ts";
import { findRunOfApproval, requireRun } from "../runs/require-run.ts";
import { askForReservation, bindApproval, readRequested } from "./ask-for-reservation.ts";
import { findReservation } from "./find-reservation.ts";
import { knownAmounts, planAgentReservation, readAmountsToReserve } from "./plan-agent-reservation.ts";
import { type RecordedDenial, readDenial } from "./read-entry-data.ts";
import { recordedReservation, toReservation } from "./to-reservation.ts";

const HEADER = "Idempotency-Key";
/** Maximum number of times that a reservation is evaluated again because other caps were exceeded. After that, the cap denies. */
const MAX_CAP_ROUNDS = 5;

type ReserveDeps = Pick<Deps, "configs" | "database" | "env" | "knownRuns" | "newId" | "now" | "readApproval">;

export interface ReserveBudgetInput {
  readonly principal: AgentPrincipal;
  readonly input: ReserveInput;
  readonly idempotencyKey: string | undefined;
  readonly deps: ReserveDeps;
}

/** The answer with its HTTP status. */
type Answer = { readonly replayed: boolean } & (
  | { readonly status: 201; readonly result: CreatedReservation }
  | { readonly status: 200; readonly result: DeniedReservation }
  | { readonly status: 202; readonly result: RequestedReservation }
);

/**
 * Reserves amounts from every budget that covers the agent, in the ledger commit. A denial is an answer, not an error. At a cap that people
 * may extend, it asks them instead.
 * @throws AppError as `requireRun`, NOT_FOUND for an approval of another agent, IDEMPOTENCY_CONFLICT, APPROVAL_PENDING and others for an approval
 */
export async function reserveBudget({ principal, input, idempotencyKey, deps }: ReserveBudgetInput): Promise<Answer> {
  const { orgId } = principal.scope;
  const keys = await deps.database.keysOf(orgId);
  const entryId = deps.newId();
  const claimScope = { principal: principal.agentId, route: "reserveBudget" };
  const claim = idempotencyKey === undefined ? null : claimFor(keys, HEADER, idempotencyKey, claimScope, input);
  const { run_id, approval_id } = input;
  const approval = approval_id === undefined ? null : await bindApproval(deps, principal, approval_id, input);
  const run =
    run_id === undefined
      ? null
      : await (approval ? findRunOfApproval(deps, principal, run_id) : requireRun(deps, principal, run_id, "act"));
  const amounts = await readAmountsToReserve(deps, principal, input);
  let roundsLeft = MAX_CAP_ROUNDS;
  let planned: { plan: ReservationPlan; config: OrgConfig; principal: AgentPrincipal } | undefined;
  const prepare = async (caller: AgentPrincipal) => {
    const config = await deps.configs.get(orgId);
    const plan = planAgentReservation(deps, caller, { input, amounts }, config, keys);
    planned = { plan, config, principal: caller };
    const intent: ReserveIntent | ApprovedReserveIntent = {
      kind: "reserve",
      entry_id: entryId,
      principal: actingAs(caller),
      denial: plan.denial,
      plan: plan.plan,
      amounts: knownAmounts(amounts),
      ttl_ms: input.ttl * 1000,
      run_id: input.run_id === undefined ? null : decodeId("run", input.run_id),
      session: sessionReference(keys, input.session_id, run?.session ?? null),
      action_type: input.action_type ?? null,
      model: input.model ?? null,
      ...(roundsLeft > 0 && !approval ? { may_ask: true as const } : {}),
      ...approval,
      claim,
      payloads: [],
    };
    return { intent, configVersion: Math.min(config.version, caller.configVersion) };
  };
  const commit = async () =>
    deps.database.ledger.commit({
      orgId,
      ...(await prepare(principal)),
      refresh: async (version) => {
        deps.configs.recordVersion(orgId, version);
        return prepare(await principal.refresh());
      },
    });
  let committed = await commit();
  while (committed.outcome.type === "cap_reached") {
    const { caps } = committed.outcome;
    const asked = planned && (await askForReservation({ deps, input, claim, caps, ...planned }));
    if (asked?.type === "replay") {
      assertSameBody(asked.same_body, HEADER);
      return replay(deps, principal, asked.entry_id);
    }
    if (asked?.type === "requested") return { status: 202, replayed: false, result: asked.result };
    roundsLeft = asked ? roundsLeft - 1 : 0;
    committed = await commit();
  }
  const { outcome } = committed;
  if (outcome.type === "replay") {
    assertSameBody(outcome.same_body, HEADER);
    return replay(deps, principal, outcome.entry_id);
  }
  if (outcome.type === "refused")
    throw refusalError(outcome.code, outcome.approval, await deps.configs.get(orgId), deps.env.AL_CONSOLE_URL);
  const receipt = committed.receipt();
  if (outcome.type === "reserved") {
    const result = { ...recordedReservation(outcome.reservation, principal.name), ...(receipt ? { receipt } : {}) };
    return { status: 201, replayed: false, result };
  }
  if (outcome.type !== "reserve_denied" || !planned) throw new Error(`The reservation was settled as ${outcome.type}.`);
  const denial = { reason: outcome.reason, failure: outcome.failure, message: planned.plan.denial?.message };
  const result = { ...describeDenial(denial, planned.config, entryId), ...(receipt ? { receipt } : {}) };
  return { status: 200, replayed: false, result };
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

/** Returns the first answer to an Idempotency-Key: the reservation in its current state, the denial, or the request. */
async function replay(deps: ReserveDeps, principal: AgentPrincipal, entryId: string): Promise<Answer> {
  const denial = await readDenial(deps, principal, entryId);
  if (denial) {
    const config = await deps.configs.get(principal.scope.orgId);
    return { status: 200, replayed: true, result: describeDenial(denial, config, entryId) };
  }
  const requested = await readRequested(deps, principal, entryId);
  if (requested) return { status: 202, replayed: true, result: requested };
  const row = await deps.database.inOrgReserved(principal.scope, (client) => findReservation(client, principal, entryId));
  return { status: 201, replayed: true, result: toReservation(row) };
}
