import type { Environment, PolicyListQuery, PolicySummary } from "@agentlattice/contract";
import type { UnreadablePolicy } from "@agentlattice/core/policy";
import type { OrgClient } from "@agentlattice/db";
import type { z } from "zod";
import type { Deps } from "../deps.ts";
import { decodeCursor, namePosition, toPage } from "../http/cursor.ts";
import { withinEnvironment } from "../http/environment-reach.ts";
import type { Principal } from "../http/principal.ts";
import type { PolicyRow, VersionRow } from "./find-policy.ts";
import { overlapsAny } from "./overlaps.ts";
import { canDecideIn, isPolicyVisible } from "./policy-reach.ts";
import { noHits, readHits } from "./read-hits.ts";
import { toSummary } from "./to-policy.ts";

interface ListPoliciesInput {
  readonly principal: Principal;
  readonly query: z.output<typeof PolicyListQuery>;
  readonly deps: Pick<Deps, "configs" | "database" | "now">;
}

interface Listed {
  readonly policy: PolicyRow;
  readonly savedAt: Date;
  readonly summary: PolicySummary;
  readonly isVisible: boolean;
}

/**
 * Lists policies by name, each with its version in force or, if there is none, its newest draft. Agents see only policies in force and, unless
 * they request all, only those that match their capabilities.
 */
export async function listPolicies({ principal, query, deps }: ListPoliciesInput) {
  const agent = principal.kind === "agent" ? principal : null;
  const { bundle } = await deps.configs.get(principal.scope.orgId);
  const granted = agent && query.scope !== "org" ? agent.capabilities : null;
  const listed = await deps.database.inOrg(principal.scope, async (client) => {
    const found: Listed[] = [];
    let [after] = decodeCursor(query.cursor, namePosition) ?? [];
    for (;;) {
      const rows = await readPage(client, principal, {
        after,
        take: query.limit + 1,
        activeOnly: agent !== null,
        environment: query.environment,
      });
      const isListed = ({ summary, isVisible }: Listed) =>
        isVisible && isAskedFor(summary, query) && (granted === null || overlapsAny(granted, summary.actions));
      found.push(...rows.filter(isListed));
      if (rows.length <= query.limit || found.length > query.limit)
        return agent ? found : withRecord(client, principal, found, { now: deps.now(), environment: query.environment });
      after = rows.at(-1)?.policy.name;
    }
  });
  const refused = new Map(agent ? [] : bundle.unreadable.map((policy) => [policy.name, policy]));
  return toPage(
    listed,
    query.limit,
    ({ summary }) => withRefusal(summary, refused.get(summary.name)),
    ({ policy }) => [policy.name],
  );
}

/** Adds problems that this release has with the version in force. */
function withRefusal(summary: PolicySummary, refused: UnreadablePolicy | undefined): PolicySummary {
  if (summary.status !== "active" || refused?.version !== summary.version) return summary;
  return { ...summary, unreadable: refused.path === "" ? refused.reason : `${refused.path}: ${refused.reason}` };
}

/** Adds the fields that agents' keys do not receive: hits and newer versions. */
async function withRecord(
  client: OrgClient,
  principal: Principal,
  listed: readonly Listed[],
  counted: { readonly now: number; readonly environment: Environment | undefined },
): Promise<Listed[]> {
  const { orgId } = principal.scope;
  const ids = listed.map(({ policy }) => policy.policyId);
  const hits = await readHits(client, orgId, ids, { ...counted, ...withinEnvironment(principal) });
  const newest = await newestVersions(client, orgId, ids);
  const published = await client.policyPublication.groupBy({
    by: ["policyId"],
    where: { orgId, policyId: { in: ids } },
    _max: { at: true },
  });
  const publishedAt = new Map(published.map(({ policyId, _max }) => [policyId, _max.at]));
  return listed.map(({ policy, savedAt, summary, isVisible }) => ({
    policy,
    savedAt,
    isVisible,
    summary: {
      ...summary,
      newest_version: newest.get(policy.policyId) ?? summary.version,
      changed_at: new Date(Math.max(savedAt.getTime(), publishedAt.get(policy.policyId)?.getTime() ?? 0)).toISOString(),
      hits: hits.get(policy.policyId) ?? noHits(),
    },
  }));
}

function isAskedFor(summary: PolicySummary, { q, mode, effect, status }: ListPoliciesInput["query"]): boolean {
  const words = q?.trim().toLowerCase() ?? "";
  return (
    (mode === undefined || summary.mode === mode) &&
    (effect === undefined || summary.effect === effect) &&
    (status === undefined || summary.status === status) &&
    [summary.name, summary.description ?? "", ...summary.actions].some((text) => text.toLowerCase().includes(words))
  );
}

async function readPage(
  client: OrgClient,
  principal: Principal,
  page: { after: string | undefined; take: number; activeOnly: boolean; environment: Environment | undefined },
): Promise<Listed[]> {
  const { orgId } = principal.scope;
  const policies = await client.policy.findMany({
    where: {
      orgId,
      ...(page.after === undefined ? {} : { name: { gt: page.after } }),
      ...(page.activeOnly ? { activeVersion: { not: null } } : {}),
    },
    orderBy: { name: "asc" },
    take: page.take,
  });
  const versions = await readVersions(client, orgId, policies);
  return policies.flatMap((policy) => {
    const version = versions.get(policy.policyId);
    if (!version) return [];
    const isVisible = isPolicyVisible(principal, version) && (page.environment === undefined || canDecideIn(version, page.environment));
    return [{ policy, savedAt: version.createdAt, summary: toSummary(policy, version), isVisible }];
  });
}

async function readVersions(
  client: OrgClient,
  orgId: string,
  policies: readonly PolicyRow[],
): Promise<Map<string, Pick<VersionRow, "version" | "canonical" | "createdAt">>> {
  if (policies.length === 0) return new Map();
  const drafts = policies.filter((policy) => policy.activeVersion === null).map((policy) => policy.policyId);
  const newest = await newestVersions(client, orgId, drafts);
  const keys = [
    ...policies.flatMap(({ policyId, activeVersion }) => (activeVersion === null ? [] : [{ policyId, version: activeVersion }])),
    ...[...newest].map(([policyId, version]) => ({ policyId, version })),
  ];
  const rows = await client.policyVersion.findMany({
    where: { orgId, OR: keys },
    select: { policyId: true, version: true, canonical: true, createdAt: true },
  });
  return new Map(rows.map((row) => [row.policyId, row]));
}

async function newestVersions(client: OrgClient, orgId: string, policyIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const rows = await client.policyVersion.groupBy({
    by: ["policyId"],
    where: { orgId, policyId: { in: [...policyIds] } },
    _max: { version: true },
  });
  return new Map(rows.flatMap(({ policyId, _max }) => (_max.version === null ? [] : [[policyId, _max.version] as const])));
}
