import type { Reservation, SettledReservation, SettleInput } from "@agentlattice/contract";
import type { Overrun } from "@agentlattice/core/policy";
import type { Outcome } from "@agentlattice/core/settle";
import { actingAs } from "../actions/acting.ts";
import { priceOf } from "../costs/prices.ts";
import { stateCost } from "../costs/state-cost.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import { assertSameBody, claimFor } from "../http/claim.ts";
import type { AgentPrincipal } from "../http/principal.ts";
import { findReservation, reservationNotFound } from "./find-reservation.ts";
import { readOverruns } from "./read-entry-data.ts";
import { recordedReservation, toReservation } from "./to-reservation.ts";
import { fromWireAmounts, toWireAmounts, wireAmount } from "./wire-amounts.ts";

const HEADER = "Idempotency-Key";

export interface EndReservationInput {
  readonly principal: AgentPrincipal;
  /** UUID. */
  readonly reservationId: string;
  readonly idempotencyKey: string | undefined;
  readonly deps: Pick<Deps, "configs" | "database" | "newId">;
}

/**
 * Charges the true cost of a reservation, also when it is more than was reserved.
 * @throws AppError NOT_FOUND, RESERVATION_SETTLED, RESERVATION_RELEASED, IDEMPOTENCY_CONFLICT
 */
export async function settleReservation(
  call: EndReservationInput & { readonly input: SettleInput },
): Promise<{ result: SettledReservation; replayed: boolean }> {
  const { principal, reservationId, input, deps } = call;
  const { orgId } = principal.scope;
  const { input_tokens, output_tokens } = input;
  const counted = input_tokens === undefined && output_tokens === undefined ? undefined : (input_tokens ?? 0) + (output_tokens ?? 0);
  const tokens = input.tokens ?? counted;
  const needsPrice = input.usd === undefined && counted !== undefined;
  const model = input.model ?? (needsPrice ? await reservedModel(call) : null);
  const price = needsPrice && model !== null ? await priceOf(deps, principal, model) : null;
  const { cost, micros } = stateCost({ ...input, model, tokens }, price);
  const committed = await deps.database.ledger.commit({
    orgId,
    configVersion: null,
    intent: {
      kind: "settle_cost",
      entry_id: deps.newId(),
      principal: actingAs(principal),
      reservation_id: reservationId,
      used: { ...fromWireAmounts({ ...input, ...(tokens === undefined ? {} : { tokens }) }), ...(micros === null ? {} : { usd: micros }) },
      cost,
      ...(input.estimated ? { estimated: true } : {}),
      claim: await claimOf(call, "settleReservation", input),
      payloads: [],
    },
  });
  const { outcome } = committed;
  if (outcome.type === "replay") {
    const reservation = await refreshReservation(call, outcome);
    return {
      result: {
        ...reservation,
        used: reservation.used ?? {},
        overruns: await nameOverruns(call, await readOverruns(deps, principal, outcome.entry_id)),
      },
      replayed: true,
    };
  }
  if (outcome.type !== "reservation_ended") throw refusalOf(outcome);
  const receipt = committed.receipt();
  const result = {
    ...recordedReservation(outcome.reservation, principal.name),
    used: toWireAmounts(outcome.reservation.used ?? {}),
    overruns: await nameOverruns(call, outcome.overruns),
    ...(receipt ? { receipt } : {}),
  };
  return { result, replayed: false };
}

/**
 * Returns a reservation to its budgets.
 * @throws AppError NOT_FOUND, RESERVATION_SETTLED, RESERVATION_RELEASED, RESERVATION_EXPIRED
 */
export async function releaseReservation(call: EndReservationInput): Promise<{ result: Reservation; replayed: boolean }> {
  const { principal, reservationId, deps } = call;
  const { outcome } = await deps.database.ledger.commit({
    orgId: principal.scope.orgId,
    configVersion: null,
    intent: {
      kind: "release",
      entry_id: deps.newId(),
      principal: actingAs(principal),
      reservation_id: reservationId,
      claim: await claimOf(call, "releaseReservation", null),
      payloads: [],
    },
  });
  if (outcome.type === "replay") return { result: await refreshReservation(call, outcome), replayed: true };
  if (outcome.type !== "reservation_ended") throw refusalOf(outcome);
  return { result: recordedReservation(outcome.reservation, principal.name), replayed: false };
}

/** Reads the model that the reservation named. @throws AppError NOT_FOUND */
async function reservedModel({ principal, reservationId, deps }: EndReservationInput): Promise<string | null> {
  return (await deps.database.inOrgReserved(principal.scope, (client) => findReservation(client, principal, reservationId))).model;
}

async function claimOf({ principal, reservationId, idempotencyKey, deps }: EndReservationInput, route: string, body: unknown) {
  if (idempotencyKey === undefined) return null;
  const keys = await deps.database.keysOf(principal.scope.orgId);
  return claimFor(keys, HEADER, idempotencyKey, { principal: principal.agentId, route: `${route}/${reservationId}` }, body);
}

async function refreshReservation(
  { principal, reservationId, deps }: EndReservationInput,
  outcome: Extract<Outcome, { type: "replay" }>,
): Promise<Reservation> {
  assertSameBody(outcome.same_body, HEADER);
  return toReservation(await deps.database.inOrgReserved(principal.scope, (client) => findReservation(client, principal, reservationId)));
}

async function nameOverruns(
  { principal, deps }: EndReservationInput,
  overruns: readonly Overrun[],
): Promise<SettledReservation["overruns"]> {
  const { policies } = await deps.configs.get(principal.scope.orgId);
  return overruns.map(({ policy, measure, cap, used }) => ({
    policy: { id: policy, name: policies.find(({ id }) => id === policy)?.name ?? policy },
    measure,
    cap: wireAmount(measure, cap),
    used: wireAmount(measure, used),
  }));
}

const REFUSALS = {
  RESERVATION_SETTLED: "The cost of this reservation was stated already. Reserve again for another call.",
  RESERVATION_RELEASED: "This reservation was released. Reserve again before you cause a cost.",
  RESERVATION_EXPIRED: "This reservation has expired, which returned it to its budgets. If it caused a cost, settle it.",
} as const;

function refusalOf(outcome: Outcome): Error {
  if (outcome.type !== "refused") return new Error(`The reservation was settled as ${outcome.type}.`);
  const code = outcome.code as keyof typeof REFUSALS;
  return code in REFUSALS ? new AppError(code, { detail: REFUSALS[code] }) : reservationNotFound();
}
