import type { Halt, HaltInput } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import { type AuditedContext, recordHaltClients } from "@agentlattice/db";
import { findAgent } from "../agents/find-agent.ts";
import { actorOf } from "../audit/config-entry.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { Once } from "../http/idempotency.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import { readConnected } from "./connected-clients.ts";
import { describeHalt } from "./describe-halts.ts";
import { findHalt } from "./find-halt.ts";
import { haltEntry, sealReason } from "./halt-entry.ts";
import { type ScopeRow, toScopeRow } from "./halt-scope.ts";
import { settleHalt } from "./settle-halt.ts";

export type HaltDeps = Pick<Deps, "bus" | "configs" | "database" | "log" | "newId" | "now" | "waiters">;

/**
 * Halts a scope as a person. Every decision that commits later is denied. Then the open approvals of the scope end or are frozen.
 * @throws AppError NOT_FOUND for an unknown agent, ALREADY_HALTED
 */
export async function createHalt(input: {
  readonly principal: PersonPrincipal;
  readonly input: HaltInput;
  readonly once: Once;
  readonly deps: HaltDeps;
}): Promise<Halt> {
  const { principal, once, deps } = input;
  const { orgId } = principal.scope;
  const scope = toScopeRow(input.input.scope);
  const haltId = deps.newId();
  const requested = await once(async (context) => {
    if (scope.agentId !== null) await findAgent(context.client, principal, scope.agentId);
    await refuseSecond(context, orgId, scope);
    const { row, entries } = await insertHalt(deps, context, {
      orgId,
      haltId,
      scope,
      reason: input.input.reason,
      by: { userId: principal.userId, actor: actorOf(principal) },
    });
    return { result: await describeHalt(deps, principal, context.client, row), entries, changesAnswers: true };
  });
  // The halt is in force already. The sweeper completes the effect when this call fails.
  await settleHalt(deps, orgId, haltId).catch((err) => deps.log.warn({ err }, "the approvals of a halt are ended by the sweeper"));
  const settled = await deps.database.inOrgReserved(principal.scope, async (client) =>
    describeHalt(deps, principal, client, await findHalt(client, orgId, haltId)),
  );
  return { ...requested, settled: settled.settled, denied: settled.denied, frozen: settled.frozen };
}

/** Finds the halt that is in force for exactly this scope, apart from drills. */
export async function findInForce({ client }: AuditedContext, orgId: string, scope: ScopeRow): Promise<{ haltId: string } | null> {
  return client.halt.findFirst({ where: { orgId, ...scope, resumedAt: null, drillId: null }, select: { haltId: true } });
}

/** Refuses to halt a scope twice. @throws AppError ALREADY_HALTED */
async function refuseSecond(context: AuditedContext, orgId: string, scope: ScopeRow): Promise<void> {
  const earlier = await findInForce(context, orgId, scope);
  if (!earlier) return;
  const halt_id = encodeId("hlt", earlier.haltId);
  throw new AppError("ALREADY_HALTED", { detail: `The halt ${halt_id} is in force for the same scope.`, details: { halt_id } });
}

interface NewHalt {
  readonly orgId: string;
  readonly haltId: string;
  readonly scope: ScopeRow;
  readonly reason: string;
  readonly by:
    | { readonly userId: string; readonly actor: ReturnType<typeof actorOf> }
    | { readonly drillId: string; readonly actor: ReturnType<typeof actorOf> }
    | { readonly policyId: string; readonly actor: ReturnType<typeof actorOf> };
}

/** Inserts a halt with the clients that are connected now, and returns its entry. */
export async function insertHalt(
  deps: Pick<Deps, "database" | "newId">,
  { client, origin, now }: AuditedContext,
  { orgId, haltId, scope, reason, by }: NewHalt,
) {
  const keys = await deps.database.keysOf(orgId);
  const at = new Date(now);
  const row = await client.halt.create({
    data: {
      orgId,
      haltId,
      kind: scope.kind,
      agentId: scope.agentId,
      pattern: scope.pattern,
      environment: scope.environment,
      reason: sealReason(keys, orgId, origin, haltId, "reason", reason),
      requestedAt: at,
      ...requesterOf(by),
    },
  });
  const clients = await readConnected(client, orgId, scope, now);
  await recordHaltClients(
    client,
    orgId,
    clients.map((one) => ({ haltId, ...one })),
    { addedAt: at, toldAt: null },
  );
  const entry = haltEntry(
    { id: deps.newId(), actor: by.actor, halt: row, reason: { text: reason, keys, orgId, origin } },
    { kind: "halt.requested", data: { clients: clients.length, ...("policyId" in by ? { policy: encodeId("pol", by.policyId) } : {}) } },
  );
  return { row, entries: [entry] };
}

function requesterOf(by: NewHalt["by"]) {
  if ("userId" in by) return { requestedBy: by.userId };
  return "drillId" in by ? { drillId: by.drillId } : { policyId: by.policyId };
}
