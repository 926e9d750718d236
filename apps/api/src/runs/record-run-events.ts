import type { RunEventInput, RunEventsAccepted, RunEventsInput } from "@agentlattice/contract";
import { decodeId, type Json } from "@agentlattice/core";
import type { CostStatement, LifecycleEvent } from "@agentlattice/core/settle";
import { sealText } from "@agentlattice/db";
import { actingAs } from "../actions/acting.ts";
import { stateCost } from "../costs/state-cost.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import { assertSameBody, claimFor } from "../http/claim.ts";
import type { AgentPrincipal } from "../http/principal.ts";
import { findCorrelated } from "./find-correlated.ts";
import { redactEvents } from "./redact-events.ts";
import { requireRun } from "./require-run.ts";
import type { RunUse } from "./run-access.ts";

const HEADER = "Idempotency-Key";

export interface RecordRunEventsInput {
  readonly principal: AgentPrincipal;
  /** `run_…` */
  readonly runId: string;
  readonly input: RunEventsInput;
  readonly idempotencyKey: string | undefined;
  readonly deps: Pick<Deps, "configs" | "database" | "inspector" | "knownRuns" | "newId" | "now">;
}

/**
 * Adds events to a run, all or none. Their data is stored encrypted.
 * @throws AppError as `requireRun`, `findCorrelated`, RUN_ENDED, IDEMPOTENCY_CONFLICT
 */
export async function recordRunEvents({
  principal,
  runId,
  input,
  idempotencyKey,
  deps,
}: RecordRunEventsInput): Promise<{ result: RunEventsAccepted; replayed: boolean }> {
  const { scope } = principal;
  const { orgId } = scope;
  for (const use of usesOf(input)) await requireRun(deps, principal, runId, use);
  const keys = await deps.database.keysOf(orgId);
  const { origin } = await deps.configs.get(orgId);
  const withData = input.events.flatMap(({ data }, index) => (data === undefined ? [] : [{ index, data }]));
  const redacted = await redactEvents(
    deps,
    principal,
    withData.map(({ data }) => data as Record<string, Json>),
  );
  const stored = new Map(withData.map(({ index }, n) => [index, redacted[n]?.value]));
  const findings = withData.flatMap(({ index }, n) =>
    (redacted[n]?.findings ?? []).map((found) => ({ ...found, path: `events.${index}.data.${found.path}` })),
  );
  const named = input.events.flatMap(({ correlation_id: correlationId }, index) =>
    correlationId === undefined ? [] : [{ index, correlationId }],
  );
  const requests = await findCorrelated(deps, scope, decodeId("run", runId) as string, named);
  const events = input.events.map((event, index): LifecycleEvent => {
    const { type, at, iteration_index } = event;
    const data = stored.get(index);
    const event_id = deps.newId();
    const context = { dataKey: keys.data, orgId, origin, entryId: event_id, field: "run_event" };
    return {
      event_id,
      type,
      at: at === undefined ? null : Date.parse(at),
      iteration_index: iteration_index ?? null,
      data: data === undefined ? null : sealText(context, JSON.stringify(data)),
      request_id: requests.get(index) ?? null,
      cost: costOf(event),
    };
  });
  const entryId = events[0]?.event_id as string;
  const caller = { principal: principal.agentId, route: `recordRunEvents/${runId}` };
  const { outcome } = await deps.database.ledger.commit({
    orgId,
    configVersion: null,
    intent: {
      kind: "ingest",
      entry_id: entryId,
      principal: actingAs(principal),
      run_id: decodeId("run", runId) as string,
      events,
      claim: idempotencyKey === undefined ? null : claimFor(keys, HEADER, idempotencyKey, caller, input),
      payloads: [],
    },
  });
  if (outcome.type === "refused") throw runEnded();
  const replayed = outcome.type === "replay";
  if (replayed) assertSameBody(outcome.same_body, HEADER);
  const first_run_seq = await deps.database.runSeqOf(scope, replayed ? outcome.entry_id : entryId);
  return { result: { accepted: events.length, first_run_seq, ...(findings.length > 0 ? { findings } : {}) }, replayed };
}

/** Returns the cost that an event states; null when it states none. Prices of models are not applied, because actions state the same calls. */
function costOf(event: RunEventInput): CostStatement | null {
  if (event.type !== "llm.completed" && event.type !== "tool.completed") return null;
  const { usd } = event.data ?? {};
  if (usd === undefined) return null;
  const { model, input_tokens, output_tokens } = event.type === "llm.completed" ? (event.data ?? {}) : {};
  const tokens = input_tokens === undefined && output_tokens === undefined ? undefined : (input_tokens ?? 0) + (output_tokens ?? 0);
  return stateCost({ usd, model, tokens, input_tokens, output_tokens }, null).cost;
}

/** Returns how events use their run: `run.*` events control it. */
function usesOf({ events }: RunEventsInput): Set<RunUse> {
  return new Set(events.map(({ type }) => (type.startsWith("run.") ? "control" : "act")));
}

function runEnded(): AppError {
  return new AppError("RUN_ENDED", {
    detail: "This run has ended, so it takes no more events. Create a new run with POST /runs.",
  });
}
