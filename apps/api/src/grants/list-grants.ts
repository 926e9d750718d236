import type { Grant, GrantListQuery } from "@agentlattice/contract";
import { decodeId, encodeId } from "@agentlattice/core";
import { findTarget, fromMicros, isSpent } from "@agentlattice/core/policy";
import type { z } from "zod";
import { personView } from "../approvals/person-view.ts";
import type { OrgConfig } from "../config/org-config.ts";
import { readDelegationChains } from "../delegations/read-chains.ts";
import type { Deps } from "../deps.ts";
import { decodeCursor, idPosition, toPage } from "../http/cursor.ts";
import type { Principal } from "../http/principal.ts";
import { openGrants, type StoredGrant, toBounds } from "./read-grants.ts";

/** Lists grants, newest first. */
export async function listGrants({ principal, query, deps }: { principal: Principal; query: z.output<typeof GrantListQuery>; deps: Deps }) {
  const { orgId } = principal.scope;
  const config = await deps.configs.get(orgId);
  const now = deps.now();
  const after = decodeCursor(query.cursor, idPosition);
  const { grants, chains } = await deps.database.inOrg(principal.scope, async (client) => {
    const rows = await client.approvalGrant.findMany({
      where: {
        orgId,
        AND: [
          ...(after ? [{ grantId: { lt: after[0] } }] : []),
          ...(query.grant_id ? [{ grantId: decodeId("gra", query.grant_id) ?? "" }] : []),
        ],
        ...(query.status === "active" ? { endedAt: null, expiresAt: { gt: new Date(now) } } : {}),
        ...(query.environment ? { environment: query.environment } : {}),
      },
      orderBy: { grantId: "desc" },
      take: query.limit + 1,
    });
    const delegated = rows.map(({ agentId }) => agentId).filter((agentId) => !config.agents.has(agentId));
    return {
      grants: await openGrants(deps, client, orgId, rows),
      chains: delegated.length > 0 ? await readDelegationChains(client, orgId, delegated) : new Map(),
    };
  });
  const agentOf = (agentId: string) => ({
    id: encodeId("agt", agentId),
    name: config.agents.get(agentId)?.name ?? chains.get(agentId)?.view.chain.at(-1)?.name ?? "a removed agent",
  });
  const policies = await deps.database.policyNames(
    principal.scope,
    grants.flatMap(({ row }) => policiesOf(row.policies)).flatMap((id) => decodeId("pol", id) ?? []),
  );
  const toItem = (grant: StoredGrant): Grant => ({
    ...toGrant(grant, config, now),
    agent: agentOf(grant.row.agentId),
    policies: policiesOf(grant.row.policies).map((id) => ({ id, name: policies.get(decodeId("pol", id) ?? "") ?? id })),
  });
  const page = toPage(grants, query.limit, toItem, ({ row }) => [row.grantId]);
  // A grant that is used up has no end of its own, so it is recognised by its terms.
  return query.status === "active" ? { ...page, data: page.data.filter(({ status }) => status === "active") } : page;
}

const policiesOf = (policies: unknown) => policies as string[];

function toGrant({ row, sealed }: StoredGrant, config: OrgConfig, now: number): Omit<Grant, "agent" | "policies"> {
  const target = sealed && findTarget(sealed.submission.metadata);
  return {
    id: encodeId("gra", row.grantId),
    status: statusOf({ row, sealed }, now),
    approval_id: encodeId("apr", row.approvalId),
    action_type: row.actionType,
    environment: row.environment as Grant["environment"],
    target: target ? String(target.value).slice(0, MAX_TARGET) : null,
    bounds: sealed && toBounds(sealed.terms),
    given_by: personView(config, row.givenBy),
    created_at: row.createdAt.toISOString(),
    expires_at: row.expiresAt.toISOString(),
    uses: Number(row.uses),
    used_sum: fromMicros(Number(row.usedSum)),
    ended_at: row.endedAt?.toISOString() ?? null,
    ended_because: row.endedBecause,
  };
}

const MAX_TARGET = 120;

function statusOf({ row, sealed }: StoredGrant, now: number): Grant["status"] {
  if (row.endedBecause === "REVOKED") return "revoked";
  if (row.endedAt || !sealed) return "ended";
  if (isSpent(sealed.terms, sealed.submission, { uses: Number(row.uses), sum: Number(row.usedSum) })) return "used_up";
  return row.expiresAt.getTime() <= now ? "expired" : "active";
}
