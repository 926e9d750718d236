import { isStream, meterStream } from "./actions/stream-usage.ts";
import { findUsage, statesUsage } from "./actions/usage.ts";
import { AgentLatticeDeniedError, AgentLatticeError } from "./errors.ts";
import { messageOf, notify } from "./notify.ts";
import type { Usage } from "./results.ts";
import { checkFunction, checkOptions } from "./transport/check-options.ts";
import type { Config } from "./transport/config.ts";
import { type Decoded, decode } from "./transport/decode.ts";
import { mintEventId } from "./transport/event-id.ts";
import { idSegment } from "./transport/ids.ts";
import { requestIdOf, send } from "./transport/send.ts";
import {
  budgetList,
  createdReservation,
  deniedReservation,
  releasedReservation,
  requestedReservation,
  settledReservation,
} from "./transport/shapes.ts";

/** Amounts of budgets. */
export interface BudgetAmounts {
  /** US dollars as a decimal text with at most 6 places, such as `"0.25"`. */
  readonly usd?: string;
  readonly tokens?: number;
  readonly calls?: number;
  readonly seconds?: number;
}

/** Options of `budget` and `budget.reserve`. */
export interface ReserveOptions extends BudgetAmounts {
  /** Id of a run that `createRun` returned to this agent, or to an agent above it in its delegation chain. */
  readonly runId?: string;
  readonly sessionId?: string;
  /** Seconds until the server returns a forgotten reservation to its budgets: 1 to 86,400. Default 900. */
  readonly ttl?: number;
  /** The action that the amounts are for. Without it, the budgets of all actions are charged. */
  readonly actionType?: string;
  /** Identifier of the model that is called. */
  readonly model?: string;
  /** The approval with which people extended the budgets for the same reservation. */
  readonly approvalId?: string;
  readonly signal?: AbortSignal;
}

/** The true cost of a reservation. A measure that is missing costs what was reserved. */
export interface Cost extends BudgetAmounts {
  readonly model?: string;
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  /** True for numbers that are estimated. The ledger shows it. */
  readonly estimated?: true;
}

/** Options of `budget`. */
export interface BudgetOptions<T> extends ReserveOptions {
  /** Tokens of the prompt, for the estimated cost of a stream that is left before it states its usage. */
  readonly inputTokens?: number;
  /** Returns the cost of a result. Default: the `usage` of the result or stream, as OpenAI and Anthropic return it. */
  readonly costOf?: (result: T) => Cost | undefined;
  /** Receives a cost that cannot be read, and a cost or a release that could not be delivered. Default: it is logged. */
  readonly onSettleError?: (error: unknown) => void;
}

export type BudgetReservation = Decoded<typeof createdReservation>;
export type SettledCost = Decoded<typeof settledReservation>;
export type ReleasedReservation = Decoded<typeof releasedReservation>;
export type BudgetUsage = Decoded<typeof budgetList>["data"][number];

/** Reserves amounts of the budgets that policies set. Calling it reserves, runs a function and settles. */
export interface Budgets {
  /**
   * Reserves amounts, runs your function and states its cost: the `usage` of its result, or the value of `costOf`. When your function throws,
   * the cost that the error states in `usage` is settled; without one the reservation is released. A stream is settled when its reader has
   * reached the end or left. Without a stated usage its cost is estimated from its text, and marked.
   *
   * Fails closed: without a granted reservation your function does not run. Afterwards its result or error is always returned, and
   * `onSettleError` receives a cost that cannot be delivered. The server then returns the reservation when its `ttl` is over. A cost that
   * cannot be read (`USAGE_UNKNOWN`) goes to `onSettleError` too, and what was reserved is charged.
   *
   * @throws AgentLatticeDeniedError with the reason `BUDGET_EXCEEDED` at a cap
   * @throws AgentLatticeError when there is no valid answer; your function does not run
   * @example
   * const answer = await al.budget({ usd: "0.25", tokens: 4000, actionType: "model.call" }, () => model.complete(prompt));
   */
  <T>(options: BudgetOptions<T>, fn: (reservation: BudgetReservation) => T | Promise<T>): Promise<T>;
  /**
   * Reserves amounts from every budget that covers this agent: all of them or none. Fails closed. Where a policy lets people extend the
   * cap, the error has the `approvalId` of the request: once it is approved, reserve the same amounts with it.
   * @throws AgentLatticeDeniedError with the reason `BUDGET_EXCEEDED` at a cap
   * @example
   * const { id } = await al.budget.reserve({ usd: "0.25", calls: 1, ttl: 120 });
   */
  reserve(options: ReserveOptions): Promise<BudgetReservation>;
  /**
   * States the true cost of a reservation, once. A cost above the reservation is charged in full, and `overruns` names the exceeded budgets.
   * Fails closed: it throws when the cost is not recorded, and the amounts stay reserved until the `ttl` is over.
   * @throws AgentLatticeError `RESERVATION_SETTLED`, `RESERVATION_RELEASED`, `NOT_FOUND`
   * @example
   * const { overruns } = await al.budget.settle(id, { usd: "0.19", model: "gpt-4.1-mini" });
   */
  settle(reservationId: string, cost?: Cost): Promise<SettledCost>;
  /**
   * Returns a reservation to its budgets, because nothing was used. Fails closed: it throws when the amounts stay reserved.
   * @throws AgentLatticeError `RESERVATION_SETTLED`, `RESERVATION_RELEASED`, `RESERVATION_EXPIRED`, `NOT_FOUND`
   * @example
   * await al.budget.release(id);
   */
  release(reservationId: string): Promise<ReleasedReservation>;
  /**
   * Lists the budgets that cover this agent with their usage in the current period. Fails closed: it throws without an answer.
   * @example
   * for (const { measure, cap, remaining } of await al.budget.list()) console.log(measure, remaining, "of", cap);
   */
  list(): Promise<readonly BudgetUsage[]>;
}

/** Returns the functions of `al.budget`. */
export function createBudgets(config: Config): Budgets {
  const functions = {
    async reserve(options: ReserveOptions) {
      checkOptions("budget.reserve", options);
      return reserve(config, options);
    },
    async settle(id: string, cost: Cost = {}) {
      checkOptions("budget.settle", cost);
      return settle(config, id, cost);
    },
    release: (id: string) => release(config, id),
    list: () => list(config),
  };
  const run = async <T>(options: BudgetOptions<T>, fn: (reservation: BudgetReservation) => T | Promise<T>) => {
    checkOptions("budget", options);
    checkFunction("budget", fn);
    const { costOf, onSettleError, inputTokens, ...amounts } = options;
    return spend({ ...functions, reserve: () => reserve(config, amounts) }, { costOf, onSettleError, inputTokens }, fn);
  };
  return Object.assign(run, functions);
}

/** Sends `POST /budgets/reserve`. All attempts have the same idempotency key, so they reserve once. */
async function reserve(config: Config, options: ReserveOptions): Promise<BudgetReservation> {
  const { usd, tokens, calls, seconds, runId, sessionId, ttl, actionType, model, approvalId, signal } = options;
  const body = {
    usd,
    tokens,
    calls,
    seconds,
    run_id: runId,
    session_id: sessionId,
    ttl,
    action_type: actionType,
    model,
    approval_id: approvalId,
  };
  const headers = { "idempotency-key": mintEventId() };
  const answer = await send(config, { method: "POST", path: "/budgets/reserve", body, headers, signal });
  if (answer.status === 201) return decode(createdReservation, answer.body, "reservation");
  if (answer.status === 202) {
    const { approvalId, approvalUrl, message, policyName, auditEventId } = decode(requestedReservation, answer.body, "reservation");
    const denial = { reason: "BUDGET_EXCEEDED", approvalId, approvalUrl, conditions: [], auditEventId } as const;
    const asked = policyName === undefined ? denial : { ...denial, policy: policyName };
    throw new AgentLatticeDeniedError(message, asked, { status: answer.status, ...requestIdOf(answer.headers) });
  }
  const { denialReason, message, policyName, conditionsEvaluated, auditEventId } = decode(deniedReservation, answer.body, "reservation");
  const denial = {
    reason: denialReason,
    conditions: conditionsEvaluated,
    auditEventId,
    ...(policyName === undefined ? {} : { policy: policyName }),
  };
  throw new AgentLatticeDeniedError(message, denial, { status: answer.status, ...requestIdOf(answer.headers) });
}

async function settle(config: Config, id: string, cost: Cost): Promise<SettledCost> {
  const { usd, tokens, calls, seconds, model, inputTokens, outputTokens, estimated } = cost;
  const body = { usd, tokens, calls, seconds, model, input_tokens: inputTokens, output_tokens: outputTokens, estimated };
  const path = `/budgets/${idSegment("rsv", id)}/settle` as const;
  const answer = await send(config, { method: "POST", path, body, headers: { "idempotency-key": mintEventId() } });
  return decode(settledReservation, answer.body, "reservation");
}

async function release(config: Config, id: string): Promise<ReleasedReservation> {
  const path = `/budgets/${idSegment("rsv", id)}/release` as const;
  const answer = await send(config, { method: "POST", path, headers: { "idempotency-key": mintEventId() } });
  return decode(releasedReservation, answer.body, "reservation");
}

async function list(config: Config): Promise<readonly BudgetUsage[]> {
  return decode(budgetList, (await send(config, { method: "GET", path: "/budgets" })).body, "budgets").data;
}

interface Spending {
  reserve(): Promise<BudgetReservation>;
  settle(id: string, cost: Cost): Promise<unknown>;
  release(id: string): Promise<unknown>;
}

type SpendOptions<T> = Pick<BudgetOptions<T>, "costOf" | "onSettleError" | "inputTokens">;

/** Reserves, runs and settles. The function's result or error is returned unchanged. */
async function spend<T>(
  budgets: Spending,
  { costOf, onSettleError = logFailure, inputTokens }: SpendOptions<T>,
  fn: (reservation: BudgetReservation) => T | Promise<T>,
): Promise<T> {
  const reservation = await budgets.reserve();
  const { id } = reservation;
  const end = async (work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (error) {
      notify(onSettleError, error);
    }
  };
  /** INVARIANT: a cost that cannot be read is charged as reserved, because the budget would otherwise count nothing. */
  const settle = async (read: () => Cost | undefined) => {
    let cost: Cost = {};
    await end(async () => {
      const known = read() ?? {};
      checkOptions("budget.settle", known);
      cost = known;
    });
    await end(() => budgets.settle(id, cost));
  };
  let value: T;
  try {
    value = await fn(reservation);
  } catch (error) {
    if (statesUsage(error)) await settle(() => costOfUsage(findUsage(error)));
    else await end(() => budgets.release(id));
    throw error;
  }
  if (costOf === undefined && isStream(value)) return meterStream(value, (usage) => settle(() => costOfUsage(usage.read(inputTokens))));
  await settle(() => (costOf ? costOf(value) : costOfUsage(findUsage(value))));
  return value;
}

/** Returns the cost in the form of a settlement. The token limit of a call is no cost. */
function costOfUsage(usage: Usage | undefined): Cost | undefined {
  if (!usage) return undefined;
  const { maxTokens: _, ...cost } = usage;
  return Object.keys(cost).length > 0 ? cost : undefined;
}

function logFailure(error: unknown): void {
  const code = error instanceof AgentLatticeError ? `${error.code}: ` : "";
  console.error(`AgentLattice: the cost of a reservation could not be read or delivered: ${code}${messageOf(error)}`);
}
