import type { ActionInput, ReserveInput } from "@agentlattice/contract";
import { type Amounts, planReservation, type ReservationPlan, usdMicros } from "@agentlattice/core/policy";
import { maxTokenCost } from "@agentlattice/core/prices";
import type { CostAmounts } from "@agentlattice/core/settle";
import { moduleTools } from "../actions/module-tools.ts";
import { toFacts } from "../actions/to-facts.ts";
import type { OrgConfig } from "../config/org-config.ts";
import { priceOf } from "../costs/prices.ts";
import type { Deps } from "../deps.ts";
import type { AgentPrincipal } from "../http/principal.ts";
import { fromWireAmounts } from "./wire-amounts.ts";

/** The action of a reservation that names none, for conditions of policies and for halts. */
const UNNAMED_ACTION = "budget.reserve";

/**
 * Returns the amounts to reserve. Without a stated amount of money, tokens of a model cost its higher price. Null for a model without a
 * price: a budget of money then denies, unless it has `unknown_model: allow`.
 */
export async function readAmountsToReserve(deps: Pick<Deps, "database">, principal: AgentPrincipal, input: ReserveInput): Promise<Amounts> {
  const amounts = fromWireAmounts(input);
  const { model, tokens, usd } = input;
  if (usd !== undefined || model === undefined) return amounts;
  const price = await priceOf(deps, principal, model);
  return { ...amounts, usd: price ? usdMicros(maxTokenCost(price, tokens ?? 0)) : null };
}

export function knownAmounts({ usd, ...others }: Amounts): CostAmounts {
  return { ...others, ...(usd === null || usd === undefined ? {} : { usd }) } as CostAmounts;
}

/** Plans the reservation of an agent by the policies of its organisation. A stopped agent is denied. */
export function planAgentReservation(
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
  const facts = toFacts(principal, submissionOf(input), { zone: config.zone, zoneChanges: config.zoneChanges, now: deps.now() });
  return planReservation(config.bundle, { action: input.action_type ?? null, amounts, facts, tools: moduleTools(keys) });
}

/** Returns the submission by which policies see a reservation. */
export function submissionOf({ usd, tokens, run_id, session_id, model, action_type }: ReserveInput): ActionInput {
  return {
    action_type: action_type ?? UNNAMED_ACTION,
    usage: { ...(usd === undefined ? {} : { usd }), ...(tokens === undefined ? {} : { max_tokens: tokens }) },
    ...(model === undefined ? {} : { model: { name: model } }),
    ...(run_id === undefined ? {} : { run_id }),
    ...(session_id === undefined ? {} : { session_id }),
  };
}
