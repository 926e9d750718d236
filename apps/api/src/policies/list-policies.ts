import type { PolicyListQuery, PolicySummary } from "@agentlattice/contract";
import type { OrgClient } from "@agentlattice/db";
import type { z } from "zod";
import type { Deps } from "../deps.ts";
import { decodeCursor, toPage } from "../http/cursor.ts";
import type { Principal } from "../http/principal.ts";
import type { PolicyRow, VersionRow } from "./find-policy.ts";
import { overlapsAny } from "./overlaps.ts";
import { toSummary } from "./to-policy.ts";

interface ListPoliciesInput {
  readonly principal: Principal;
  readonly query: z.output<typeof PolicyListQuery>;
  readonly deps: Deps;
}

interface Listed {
  readonly policy: PolicyRow;
  readonly summary: PolicySummary;
}

/**
 * Policies by name, each as the version that decides, or as its newest draft when none does yet. An agent sees those in
 * force, and of them, unless it asks for all, those that could concern what it may do.
 */
export async function listPolicies({ principal, query, deps }: ListPoliciesInput) {
  const agent = principal.kind === "agent" ? principal : null;
  const held = agent && query.scope !== "org" ? agent.capabilities : null;
  const listed = await deps.database.inOrg(principal.scope, async (client) => {
    const found: Listed[] = [];
    let [after] = decodeCursor(query.cursor, 1) ?? [];
    for (;;) {
      const rows = await readPage(client, principal.scope.orgId, { after, take: query.limit + 1, activeOnly: agent !== null });
      found.push(...rows.filter(({ summary }) => held === null || overlapsAny(held, summary.actions)));
      if (rows.length <= query.limit || found.length > query.limit) return found;
      after = rows.at(-1)?.policy.name;
    }
  });
  return toPage(
    listed,
    query.limit,
    ({ summary }) => summary,
    ({ policy }) => [policy.name],
  );
}

async function readPage(
  client: OrgClient,
  orgId: string,
  page: { after: string | number | undefined; take: number; activeOnly: boolean },
): Promise<Listed[]> {
  const policies = await client.policy.findMany({
    where: {
      orgId,
      ...(page.after === undefined ? {} : { name: { gt: String(page.after) } }),
      ...(page.activeOnly ? { activeVersion: { not: null } } : {}),
    },
    orderBy: { name: "asc" },
    take: page.take,
  });
  const versions = await readVersions(client, orgId, policies);
  return policies.flatMap((policy) => {
    const version = versions.get(policy.policyId);
    return version ? [{ policy, summary: toSummary(policy, version) }] : [];
  });
}

async function readVersions(
  client: OrgClient,
  orgId: string,
  policies: readonly PolicyRow[],
): Promise<Map<string, Pick<VersionRow, "version" | "canonical">>> {
  if (policies.length === 0) return new Map();
  const drafts = policies.filter((policy) => policy.activeVersion === null).map((policy) => policy.policyId);
  const newest = await client.policyVersion.groupBy({
    by: ["policyId"],
    where: { orgId, policyId: { in: drafts } },
    _max: { version: true },
  });
  const keys = [
    ...policies.flatMap(({ policyId, activeVersion }) => (activeVersion === null ? [] : [{ policyId, version: activeVersion }])),
    ...newest.flatMap(({ policyId, _max }) => (_max.version === null ? [] : [{ policyId, version: _max.version }])),
  ];
  const rows = await client.policyVersion.findMany({
    where: { orgId, OR: keys },
    select: { policyId: true, version: true, canonical: true },
  });
  return new Map(rows.map((row) => [row.policyId, row]));
}
