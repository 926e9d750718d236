import type { LimitFailure, Overrun } from "@agentlattice/core/policy";
import type { Deps } from "../deps.ts";
import type { AgentPrincipal } from "../http/principal.ts";

/** A denial as recorded in the ledger. The message of a denial by a budget is derived from `failure`. */
export interface RecordedDenial {
  readonly reason: string;
  readonly failure: LimitFailure | null;
  readonly message?: string | undefined;
}

/** Reads a denied reservation from its ledger entry; null when the entry granted it. */
export async function readDenial(deps: Pick<Deps, "database">, principal: AgentPrincipal, entryId: string): Promise<RecordedDenial | null> {
  const { kind, data } = await readEntry<{ denial_reason: string; settled?: LimitFailure }>(deps, principal, entryId);
  return kind === "budget.denied" ? { reason: data.denial_reason, failure: data.settled ?? null } : null;
}

/** Reads the id of the approval that a request for a reservation made, as a wire id; null when the entry is no request. */
export async function readRequest(deps: Pick<Deps, "database">, principal: AgentPrincipal, entryId: string): Promise<string | null> {
  const { kind, data } = await readEntry<{ approval?: string }>(deps, principal, entryId);
  return kind === "approval.requested" ? (data.approval ?? null) : null;
}

/** Reads the budgets that a cost brought above their caps from its ledger entry. */
export async function readOverruns(deps: Pick<Deps, "database">, principal: AgentPrincipal, entryId: string): Promise<readonly Overrun[]> {
  const { data } = await readEntry<{ overruns?: readonly Overrun[] }>(deps, principal, entryId);
  return data.overruns ?? [];
}

/** INVARIANT: the leaf follows the schema of its kind, which is checked before the leaf is written. */
async function readEntry<Data>({ database }: Pick<Deps, "database">, { scope }: AgentPrincipal, id: string) {
  const where = { orgId_id: { orgId: scope.orgId, id } };
  const { kind, bytes } = await database.inOrgReserved(scope, (client) =>
    client.ledgerEntry.findUniqueOrThrow({ where, select: { kind: true, bytes: true } }),
  );
  return { kind, data: (JSON.parse(Buffer.from(bytes).toString("utf8")) as { data: Data }).data };
}
