import type { PolicyHistoryItem } from "@agentlattice/contract";
import { decodeId } from "@agentlattice/core";
import { toHex } from "@agentlattice/core/ledger";
import { POLICY_DEFAULTS } from "@agentlattice/core/policy";
import type { OrgClient } from "@agentlattice/db";
import type { PolicyRow, VersionRow } from "./find-policy.ts";
import { documentOf } from "./to-policy.ts";

type Publication = NonNullable<Awaited<ReturnType<OrgClient["policyPublication"]["findFirst"]>>>;

/** Reads the history of a policy: its versions with their authors and publishers. */
export async function toHistory(client: OrgClient, policy: PolicyRow, versions: readonly VersionRow[]): Promise<PolicyHistoryItem[]> {
  const publications = await client.policyPublication.findMany({
    where: { orgId: policy.orgId, policyId: policy.policyId, version: { in: versions.map(({ version }) => version) } },
    orderBy: { epoch: "asc" },
  });
  const latest = new Map(publications.map((publication) => [publication.version, publication]));
  const actors = [...versions.map(({ createdBy }) => createdBy), ...[...latest.values()].map(({ byActor }) => byActor)];
  const names = await readNames(client, policy.orgId, actors);
  const author = (id: string) => ({ id, name: names.get(id) ?? null });
  return versions.map((version) => toItem(policy, version, latest.get(version.version), author));
}

function toItem(
  policy: PolicyRow,
  version: VersionRow,
  publication: Publication | undefined,
  author: (id: string) => PolicyHistoryItem["created_by"],
): PolicyHistoryItem {
  const { spec } = documentOf(version);
  return {
    version: version.version,
    hash: toHex(version.hash),
    status: policy.activeVersion === version.version ? "active" : publication ? "retired" : "draft",
    mode: spec.mode ?? POLICY_DEFAULTS.mode,
    effect: spec.effect,
    created_at: version.createdAt.toISOString(),
    created_by: author(version.createdBy),
    published_at: publication?.at.toISOString() ?? null,
    published_by: publication ? author(publication.byActor) : null,
    epoch: publication?.epoch ?? null,
  };
}

/** Reads the names of people and keys by wire id. Deleted ones are missing. */
export async function readNames(client: OrgClient, orgId: string, actors: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const idsOf = (prefix: "usr" | "key") => {
    const uuids = [...new Set(actors)].flatMap((actor) => {
      const uuid = decodeId(prefix, actor);
      return uuid === null ? [] : [[uuid, actor] as const];
    });
    return new Map(uuids);
  };
  const people = idsOf("usr");
  const keys = idsOf("key");
  const members = await client.member.findMany({
    where: { orgId, userId: { in: [...people.keys()] } },
    select: { userId: true, user: { select: { name: true } } },
  });
  const apiKeys = await client.apiKey.findMany({ where: { orgId, keyId: { in: [...keys.keys()] } }, select: { keyId: true, name: true } });
  return new Map([
    ...members.map(({ userId, user }) => [people.get(userId) ?? userId, user.name] as const),
    ...apiKeys.map(({ keyId, name }) => [keys.get(keyId) ?? keyId, name] as const),
  ]);
}
