import type { AppEventInput, RecordedEvent } from "@agentlattice/contract";
import { decodeId, encodeId, type Json } from "@agentlattice/core";
import { COMPONENT_TYPES } from "@agentlattice/core/settle";
import { sealPayload } from "@agentlattice/db";
import { actingAs } from "../actions/acting.ts";
import { referencesOf } from "../actions/references-of.ts";
import type { Deps } from "../deps.ts";
import { assertSameBody, claimFor } from "../http/claim.ts";
import type { AgentPrincipal } from "../http/principal.ts";
import { redactEvents } from "./redact-events.ts";
import { requireRun } from "./require-run.ts";

const HEADER = "Idempotency-Key";

export interface RecordEventInput {
  readonly principal: AgentPrincipal;
  readonly input: AppEventInput;
  readonly idempotencyKey: string | undefined;
  readonly deps: Pick<Deps, "configs" | "database" | "inspector" | "knownRuns" | "newId" | "now">;
}

/**
 * Records an event of an agent's program as a ledger entry of kind `app.recorded`. Its name and data are a payload.
 * @throws AppError as `requireRun`, IDEMPOTENCY_CONFLICT
 */
export async function recordEvent({
  principal,
  input,
  idempotencyKey,
  deps,
}: RecordEventInput): Promise<{ result: RecordedEvent; replayed: boolean }> {
  const { orgId } = principal.scope;
  const { kind, run_id, ...rest } = input;
  const run = run_id === undefined ? null : await requireRun(deps, principal, run_id, "act");
  const keys = await deps.database.keysOf(orgId);
  const { origin } = await deps.configs.get(orgId);
  const entryId = deps.newId();
  const [redacted] = await redactEvents(deps, principal, [rest as Record<string, Json>]);
  const findings = redacted?.findings ?? [];
  const event = { dataKey: keys.data, orgId, origin, entryId, field: "event" };
  const caller = { principal: principal.agentId, route: "recordEvent" };
  const committed = await deps.database.ledger.commit({
    orgId,
    configVersion: null,
    intent: {
      kind: "record",
      entry_id: entryId,
      principal: actingAs(principal),
      run_id: run_id === undefined ? null : decodeId("run", run_id),
      component: COMPONENT_TYPES.find((type) => type === kind) ?? null,
      references: referencesOf(keys, rest, idempotencyKey, run?.session ?? null),
      claim: idempotencyKey === undefined ? null : claimFor(keys, HEADER, idempotencyKey, caller, input),
      ...(findings.length > 0 ? { findings } : {}),
      payloads: [sealPayload(event, { kind, ...redacted?.value })],
    },
  });
  const { outcome } = committed;
  const found = findings.length > 0 ? { findings: [...findings] } : {};
  if (outcome.type === "replay") {
    assertSameBody(outcome.same_body, HEADER);
    const where = { orgId_id: { orgId, id: outcome.entry_id } };
    const { ts } = await deps.database.inOrgReserved(principal.scope, (client) =>
      client.ledgerEntry.findUniqueOrThrow({ where, select: { ts: true } }),
    );
    return { result: { id: encodeId("evt", outcome.entry_id), kind, recorded_at: ts.toISOString(), ...found }, replayed: true };
  }
  if (outcome.type !== "reported") throw new Error(`The event was settled as ${outcome.type}.`);
  const receipt = committed.receipt();
  const result = {
    id: encodeId("evt", entryId),
    kind,
    recorded_at: new Date(outcome.at).toISOString(),
    ...found,
    ...(receipt ? { receipt } : {}),
  };
  return { result, replayed: false };
}
