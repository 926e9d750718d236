import type { ReportInput, ReportResult } from "@agentlattice/contract";
import { decodeId, encodeId } from "@agentlattice/core";
import type { ReportIntent } from "@agentlattice/core/settle";
import { sealPayload } from "@agentlattice/db";
import { priceOf } from "../costs/prices.ts";
import { stateCost } from "../costs/state-cost.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import { assertSameBody, claimFor } from "../http/claim.ts";
import type { AgentPrincipal } from "../http/principal.ts";
import { actingAs } from "./acting.ts";
import { checkPostconditions } from "./check-postconditions.ts";
import { type Decided, readDecided } from "./read-decided.ts";
import { withholdFromReport } from "./withhold-from-report.ts";

const HEADER = "Idempotency-Key";

export interface ReportOutcomeInput {
  readonly principal: AgentPrincipal;
  /** UUID of the submission's entry. */
  readonly eventId: string;
  readonly report: ReportInput;
  readonly idempotencyKey: string | undefined;
  readonly deps: Pick<Deps, "configs" | "database" | "newId" | "now">;
}

/**
 * Records the outcome of an action. Reports are append-only: a second report is a second entry.
 * @throws AppError NOT_FOUND; ACTION_NOT_EXECUTED when an action that was not allowed is reported as successful, which is recorded
 */
export async function reportOutcome({
  principal,
  eventId,
  report,
  idempotencyKey,
  deps,
}: ReportOutcomeInput): Promise<{ result: ReportResult; replayed: boolean }> {
  const { orgId } = principal.scope;
  const keys = await deps.database.keysOf(orgId);
  const config = await deps.configs.get(orgId);
  const entryId = deps.newId();
  const { status } = report;
  const decided = await readDecided(deps, principal, eventId, config.zone);
  const postconditions = decided ? checkPostconditions(decided, report) : [];
  const { words, findings } = await withholdFromReport(deps, principal, decided, report);
  const costed = report.usage && (await costOf(deps, principal, report.usage, decided));
  const sealContext = { dataKey: keys.data, orgId, origin: config.origin, entryId, field: "report" };
  const claimScope = { principal: principal.agentId, route: `reportOutcome/${eventId}` };
  const committed = await deps.database.ledger.commit({
    orgId,
    configVersion: null,
    intent: {
      kind: "report",
      entry_id: entryId,
      event_id: eventId,
      status,
      principal: actingAs(principal),
      claim: idempotencyKey === undefined ? null : claimFor(keys, HEADER, idempotencyKey, claimScope, report),
      ...(costed ?? {}),
      ...(postconditions.length > 0 ? { postconditions } : {}),
      ...(findings.length > 0 ? { findings } : {}),
      payloads: Object.keys(words).length === 0 ? [] : [sealPayload(sealContext, words)],
    },
  });
  const { outcome } = committed;
  if (outcome.type === "refused") throw outcome.code === "ACTION_NOT_EXECUTED" ? notExecuted() : actionNotFound();
  const answer = (id: string, at: Date) => ({
    id: encodeId("evt", id),
    audit_event_id: encodeId("evt", eventId),
    status,
    reported_at: at.toISOString(),
    ...(postconditions.length > 0 ? { postconditions: [...postconditions] } : {}),
    ...(findings.length > 0 ? { findings: [...findings] } : {}),
  });
  if (outcome.type === "replay") {
    assertSameBody(outcome.same_body, HEADER);
    const where = { orgId_entryId: { orgId, entryId: outcome.entry_id } };
    const earlier = await deps.database.inOrgReserved(principal.scope, (client) => client.actionReport.findUnique({ where }));
    // The first response was an error, and its claim belongs to the entry of the refusal.
    if (!earlier) throw notExecuted();
    return { result: answer(earlier.entryId, earlier.reportedAt), replayed: true };
  }
  if (outcome.type !== "reported") throw new Error(`The report was settled as ${outcome.type}.`);
  const receipt = committed.receipt();
  return { result: { ...answer(entryId, new Date(outcome.at)), ...(receipt ? { receipt } : {}) }, replayed: false };
}

/** Returns the usage to charge and the cost to record. Tokens without a stated amount of money cost the price of the action's model. */
async function costOf(
  deps: Pick<Deps, "database">,
  principal: AgentPrincipal,
  { input_tokens, output_tokens, usd, seconds }: NonNullable<ReportInput["usage"]>,
  decided: Decided | null,
): Promise<Pick<ReportIntent, "usage" | "cost">> {
  const tokens = input_tokens === undefined && output_tokens === undefined ? undefined : (input_tokens ?? 0) + (output_tokens ?? 0);
  const submission = decided?.facts.submission;
  const model = (submission?.model as { readonly name?: string } | undefined)?.name;
  const price = usd !== undefined || tokens === undefined || model === undefined ? null : await priceOf(deps, principal, model);
  const { cost, micros } = stateCost({ usd, model, tokens, input_tokens, output_tokens }, price);
  const run = typeof submission?.run_id === "string" ? decodeId("run", submission.run_id) : null;
  return {
    usage: {
      ...(tokens === undefined ? {} : { tokens }),
      ...(micros === null ? {} : { usd_micros: micros }),
      ...(seconds === undefined ? {} : { seconds }),
    },
    ...(usd === undefined && tokens === undefined ? {} : { cost: { ...cost, run_id: run } }),
  };
}

function actionNotFound(): AppError {
  return new AppError("NOT_FOUND", { detail: "This agent has no such action. Check the id." });
}

function notExecuted(): AppError {
  return new AppError("ACTION_NOT_EXECUTED", {
    detail:
      "This action was denied, is still pending, or its approval was not collected, so it must not have run. The refused report was recorded. Submit the action, and collect its approval, before running it.",
  });
}
