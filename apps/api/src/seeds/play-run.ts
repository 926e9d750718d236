import type { ActionInput, ReportInput, RunEventInput } from "@agentlattice/contract";
import { decodeId } from "@agentlattice/core";
import { reportOutcome } from "../actions/report-outcome.ts";
import { approvalIdOf } from "../approvals/find-approval.ts";
import { settleReservation } from "../budgets/end-reservation.ts";
import { reserveBudget } from "../budgets/reserve-budget.ts";
import type { Deps } from "../deps.ts";
import { withoutIdempotency } from "../http/idempotency.ts";
import type { AgentPrincipal } from "../http/principal.ts";
import { createRun } from "../runs/create-run.ts";
import { recordRunEvents } from "../runs/record-run-events.ts";
import type { SampleWorld, Scenario, SeededAnswer } from "./sample-world.ts";

/** Seconds between a decision and the agent collecting it. */
const COLLECTED_AFTER = 4;
const PROVIDER = "openai";
const MODEL_CALL = "model.call";

/** A call of a model with its true cost. */
export interface ModelCall {
  readonly model: string;
  readonly input: number;
  readonly output: number;
  /** US dollars as a decimal text. */
  readonly usd: string;
}

/** A step of a run, `after` seconds after the step before it. */
export type SeededRunStep = { readonly after: number; readonly iteration?: number } & (
  | { readonly event: Pick<RunEventInput, "type" | "data"> }
  | { readonly call: ModelCall }
  /** A call of a model that has not ended: its cost is reserved for `ttl` seconds. */
  | { readonly reserve: ModelCall & { readonly ttl: number } }
  /** Without an answer, the run waits for the approval that the action needs. */
  | { readonly action: ActionInput; readonly answer?: SeededAnswer; readonly report?: ReportInput }
);

export interface SeededRun {
  readonly agent: string;
  readonly name: string;
  readonly session?: string;
  readonly steps: readonly SeededRunStep[];
}

/** Returns a scenario in which an agent makes a run: its events, its calls of models and its actions. */
export function run({ agent, name, session, steps }: SeededRun): Scenario {
  return async (world) => {
    const { deps } = world;
    const principal = await world.agent(agent);
    const input = { name, ...(session === undefined ? {} : { session_id: session }) };
    const { id } = await createRun({ principal, input, deps, once: withoutIdempotency(deps, principal) });
    const playFrom = (index: number) => {
      const step = steps[index];
      if (step) world.after(step.after, () => playStep(world, { agent, runId: id }, step, () => playFrom(index + 1)));
    };
    playFrom(0);
  };
}

interface OfRun {
  readonly agent: string;
  /** `run_…` */
  readonly runId: string;
}

async function playStep(world: SampleWorld, { agent, runId }: OfRun, step: SeededRunStep, next: () => void): Promise<void> {
  const record = async (event: Pick<RunEventInput, "type" | "data">) => {
    const events = [{ ...event, ...(step.iteration === undefined ? {} : { iteration_index: step.iteration }) } as RunEventInput];
    await recordRunEvents({ principal: await world.agent(agent), runId, input: { events }, idempotencyKey: undefined, deps: world.deps });
  };
  if ("event" in step) {
    await record(step.event);
    return next();
  }
  if ("reserve" in step) {
    await reserve(world.deps, await world.agent(agent), step.reserve, runId);
    return next();
  }
  if ("call" in step) {
    const { model, input, output, usd } = step.call;
    await spend(world, agent, step.call, runId);
    await record({
      type: "llm.completed",
      data: { provider: PROVIDER, model, input_tokens: input, output_tokens: output, usd, duration_ms: 40 * output },
    });
    return next();
  }
  const action = { ...step.action, run_id: runId };
  const { approval_id, audit_event_id, status } = await world.submit(agent, action);
  const finish = async () => {
    if (step.report) await report(world, agent, audit_event_id, step.report);
    next();
  };
  if (status === "executed") return finish();
  if (!approval_id) return next();
  const { answer } = step;
  if (!answer) return;
  const approvalId = approvalIdOf(approval_id);
  world.after(answer.after, async () => {
    await world.decide(approvalId, answer);
    if (answer.decision === "deny") return next();
    world.after(COLLECTED_AFTER, async () => {
      await world.collect(agent, approvalId, action);
      await finish();
    });
  });
}

async function report(world: SampleWorld, agent: string, event: string, outcome: ReportInput): Promise<void> {
  const eventId = decodeId("evt", event) as string;
  await reportOutcome({ principal: await world.agent(agent), eventId, report: outcome, idempotencyKey: undefined, deps: world.deps });
}

/** Reserves the cost of a call of a model, and settles it. @param runId `run_…` */
async function spend(world: SampleWorld, agent: string, call: ModelCall, runId: string): Promise<void> {
  const { model, input, output, usd } = call;
  const principal = await world.agent(agent);
  // A sweeper must not see a reservation that has expired by its own clock.
  await world.together(async (deps) => {
    const reserved = await reserve(deps, principal, { ...call, ttl: 900 }, runId);
    if (reserved === null) return;
    const settled = { model, usd, input_tokens: input, output_tokens: output, calls: 1 };
    await settleReservation({ principal, reservationId: reserved, input: settled, idempotencyKey: undefined, deps });
  });
}

/** Reserves the cost of a call of a model. Returns the UUID of the reservation; null when a budget denies it. */
async function reserve(
  deps: Deps,
  principal: AgentPrincipal,
  { model, input, output, usd, ttl }: ModelCall & { readonly ttl: number },
  runId: string,
): Promise<string | null> {
  const { result } = await reserveBudget({
    principal,
    input: { model, usd, tokens: input + output, calls: 1, ttl, action_type: MODEL_CALL, run_id: runId },
    idempotencyKey: undefined,
    deps,
  });
  return result.status === "reserved" ? decodeId("rsv", result.id) : null;
}
