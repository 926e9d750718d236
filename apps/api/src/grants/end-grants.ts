import { encodeId } from "@agentlattice/core";
import type { Actor } from "@agentlattice/core/ledger";
import type { GRANT_END_REASONS } from "@agentlattice/core/ledger/schemas";
import type { SettledEntry } from "@agentlattice/core/settle";
import { type AuditedContext, storeGrantEnds } from "@agentlattice/db";
import { actorOf, configEntry } from "../audit/config-entry.ts";
import type { Deps } from "../deps.ts";
import type { Principal } from "../http/principal.ts";
import type { GrantRow } from "./read-grants.ts";

export interface EndGrants {
  readonly orgId: string;
  readonly where:
    | { readonly agentId: { readonly in: string[] } }
    | { readonly keyId: string }
    | { readonly policies: { readonly array_contains: string[] } };
  readonly reason: (typeof GRANT_END_REASONS)[number];
  readonly actor: Actor;
}

/**
 * Ends the open grants of agents, of a key or of a policy in one audited change, and returns their entries.
 * INVARIANT: the head is locked, so none of them is used after this commits.
 */
export async function endGrants(deps: Pick<Deps, "newId">, context: AuditedContext, input: EndGrants): Promise<SettledEntry[]> {
  const { client, now } = context;
  const { orgId, where, reason, actor } = input;
  const open = await client.approvalGrant.findMany({
    where: { orgId, ...where, endedAt: null, expiresAt: { gt: new Date(now) } },
    orderBy: { grantId: "asc" },
  });
  await storeGrantEnds(context, open, reason);
  return open.map((grant) =>
    configEntry({
      id: deps.newId(),
      kind: "grant.ended",
      actor,
      subject: { type: "grant", id: encodeId("gra", grant.grantId) },
      data: { ...grantData(grant), reason },
      agentId: grant.agentId,
      environment: grant.environment,
    }),
  );
}

/** Ends the grants for which a policy asked, because it changes. @param policyId `pol_…` */
export function endGrantsOfPolicy(
  deps: Pick<Deps, "newId">,
  context: AuditedContext,
  principal: Principal,
  policyId: string,
): Promise<SettledEntry[]> {
  return endGrants(deps, context, {
    orgId: principal.scope.orgId,
    where: { policies: { array_contains: [policyId] } },
    reason: "POLICY_CHANGED",
    actor: actorOf(principal),
  });
}

/** Returns the members that entries about a grant repeat. */
export function grantData({ grantId, approvalId, agentId }: GrantRow) {
  return { grant: encodeId("gra", grantId), approval: encodeId("apr", approvalId), agent: encodeId("agt", agentId) };
}
