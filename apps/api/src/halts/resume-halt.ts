import type { Halt } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import { dueAt } from "@agentlattice/core/approval";
import type { Actor } from "@agentlattice/core/ledger";
import { coversAction } from "@agentlattice/core/policy";
import { type SettledEntry, thawApproval } from "@agentlattice/core/settle";
import { type AuditedContext, type OrgClient, recordDisconnected } from "@agentlattice/db";
import { toApprovalRecord } from "../approvals/approval-row.ts";
import { actorOf } from "../audit/config-entry.ts";
import type { Deps } from "../deps.ts";
import type { Once } from "../http/idempotency.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import { countClients, disconnectedOf } from "./confirm-halt.ts";
import { clientTimes } from "./connected-clients.ts";
import { describeHalt } from "./describe-halts.ts";
import { findHalt, type HaltRow, haltEnded } from "./find-halt.ts";
import { haltEntry, sealReason } from "./halt-entry.ts";
import { toCoreScope } from "./halt-scope.ts";

/** Ends a halt as a person. The deadlines that it froze run again. @throws AppError NOT_FOUND, HALT_ENDED */
export async function resumeHalt(input: {
  readonly principal: PersonPrincipal;
  readonly haltId: string;
  readonly reason: string;
  readonly once: Once;
  readonly deps: Pick<Deps, "configs" | "database" | "newId" | "now">;
}): Promise<Halt> {
  const { principal, haltId, reason, once, deps } = input;
  const { orgId } = principal.scope;
  return once(async (context) => {
    const halt = await findHalt(context.client, orgId, haltId);
    if (halt.resumedAt) throw haltEnded();
    const { row, entries } = await endHalt(deps, context, { halt, reason, userId: principal.userId, actor: actorOf(principal) });
    return { result: await describeHalt(deps, principal, context.client, row), entries, changesAnswers: true };
  });
}

/** Ends a halt in an audited change, and returns its row and entries. */
export async function endHalt(
  deps: Pick<Deps, "database" | "newId">,
  context: AuditedContext,
  { halt, reason, userId, actor }: { halt: HaltRow; reason: string; userId: string | null; actor: Actor },
): Promise<{ row: HaltRow; entries: SettledEntry[] }> {
  const { client, origin, now } = context;
  const { orgId, haltId } = halt;
  const keys = await deps.database.keysOf(orgId);
  const row = await client.halt.update({
    where: { orgId_haltId: { orgId, haltId } },
    data: { resumedAt: new Date(now), resumedBy: userId, resumeReason: sealReason(keys, orgId, origin, haltId, "resume_reason", reason) },
  });
  await recordDisconnected(client, orgId, haltId, clientTimes(now));
  const counts = await countClients(client, orgId, haltId, now);
  const { acknowledged, outstanding } = counts;
  const entry = haltEntry(
    { id: deps.newId(), actor, halt: row, reason: { text: reason, keys, orgId, origin } },
    { kind: "halt.resumed", data: { acknowledged, outstanding, ...disconnectedOf(counts) } },
  );
  return { row, entries: [entry, ...(await thaw(deps, context, orgId, actor))] };
}

/** Resumes the deadlines that no halt covers any more. */
async function thaw(deps: Pick<Deps, "newId">, { client, now }: AuditedContext, orgId: string, actor: Actor): Promise<SettledEntry[]> {
  const freezes = await client.haltFreeze.findMany({ where: { orgId }, orderBy: { approvalId: "asc" } });
  const halts = freezes.length === 0 ? [] : await client.halt.findMany({ where: { orgId, resumedAt: null } });
  const scopes = halts.map(toCoreScope);
  const entries: SettledEntry[] = [];
  for (const { approvalId } of freezes) {
    const key = { orgId_approvalId: { orgId, approvalId } };
    const approval = toApprovalRecord(await client.approval.findUniqueOrThrow({ where: key }));
    const { action_type, environment, agent_id } = approval;
    const delegation = await client.delegation.findUnique({
      where: { orgId_childAgentId: { orgId, childAgentId: agent_id } },
      select: { chain: true, expiresAt: true },
    });
    const agents = [...(delegation?.chain ?? []), agent_id].map((id) => encodeId("agt", id));
    if (scopes.some((scope) => coversAction(scope, { action_type, environment, agents }))) continue;
    const permit = await client.permit.findFirst({ where: { orgId, approvalId, consumedAt: null } });
    const thawed = thawApproval(approval, {
      entry_id: deps.newId(),
      actor,
      now,
      ends_at: delegation?.expiresAt.getTime() ?? null,
      permit_expires_at: permit?.expiresAt.getTime() ?? null,
    });
    await storeThaw(client, orgId, thawed);
    if (permit && thawed.permit_expires_at !== null)
      await client.permit.update({
        where: { orgId_permitId: { orgId, permitId: permit.permitId } },
        data: { expiresAt: new Date(thawed.permit_expires_at) },
        select: { orgId: true },
      });
    if (thawed.entry) entries.push(thawed.entry);
  }
  return entries;
}

async function storeThaw(client: OrgClient, orgId: string, { row }: ReturnType<typeof thawApproval>): Promise<void> {
  const key = { orgId_approvalId: { orgId, approvalId: row.approval_id } };
  const due = dueAt(row);
  await client.approval.update({
    where: key,
    data: {
      progress: row.progress as object,
      lapsesAt: row.lapses_at === null ? null : new Date(row.lapses_at),
      dueAt: due === null ? null : new Date(due),
    },
    select: { orgId: true },
  });
  await client.haltFreeze.delete({ where: key, select: { orgId: true } });
}
