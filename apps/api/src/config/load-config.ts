import { encodeId, type ZoneChange } from "@agentlattice/core";
import {
  type BundleInput,
  checkAgainstManifest,
  compileBundle,
  openManifest,
  type Policy,
  parsePolicy,
  type UnreadablePolicy,
} from "@agentlattice/core/policy";
import { type Database, grantOrgScope, type OrgClient, sha256, verifyEd25519 } from "@agentlattice/db";
import type { HaltRow } from "../halts/find-halt.ts";
import { toCoreScope, toWireScope } from "../halts/halt-scope.ts";
import { type ActiveHalt, type ActivePolicy, type IdentityKeyView, type OrgConfig, summarize } from "./org-config.ts";
import { readMembers } from "./read-members.ts";

type ActiveRow = Omit<ActivePolicy, "actions" | "approvalRequired" | "document"> & { readonly canonical: string };

/**
 * Loads an organisation's configuration and verifies it against its signed manifest.
 * INVARIANT: one snapshot holds the version, the policies and the manifest, so a change that commits meanwhile cannot make them differ.
 * @param minEpoch the highest epoch seen so far; an older manifest counts as tampering
 */
export async function loadConfig(database: Database, orgId: string, minEpoch: number): Promise<OrgConfig> {
  const keys = await database.keysOf(orgId);
  return database.inOrgSnapshot(grantOrgScope(orgId), async (client) => {
    const head = await client.ledgerHead.findUniqueOrThrow({ where: { orgId }, select: { configVersion: true, origin: true } });
    const organisation = await client.organisation.findUniqueOrThrow({ where: { orgId } });
    const members = await readMembers(client, database.sealsOf(orgId), orgId);
    const agents = await client.agent.findMany({
      where: { orgId, rootAgentId: null },
      select: { agentId: true, name: true, ownerUserId: true },
    });
    const webhooks = await client.endpoint.findMany({
      where: { orgId, kind: "webhook", enabled: true },
      select: { name: true, environments: true },
    });
    const halts = (await client.halt.findMany({ where: { orgId, resumedAt: null }, orderBy: { haltId: "asc" } })).map(toActiveHalt);
    const overrides = await client.breakerOverride.findMany({ where: { orgId }, select: { agentId: true, state: true } });
    const identityKeys = await client.agentIdentityKey.findMany({ where: { orgId } });
    const rows = await readActivePolicies(client, orgId);
    const manifest = await client.orgManifest.findFirst({ where: { orgId }, orderBy: { epoch: "desc" } });

    const opened = manifest && openManifest(verifyEd25519, keys.manifest.publicKey, manifest.body, manifest.signature);
    const epoch = opened?.ok ? opened.manifest.epoch : 0;
    const untouched = opened?.ok
      ? opened.manifest.org === encodeId("org", orgId) && checkAgainstManifest(opened.manifest, rows, sha256).ok
      : manifest === null && rows.length === 0;
    const environmentModes = opened?.ok ? opened.manifest.environment_modes : {};
    const environmentDefaults = opened?.ok ? (opened.manifest.environment_defaults ?? {}) : {};
    const orgDefault = opened?.ok ? opened.manifest.org_default : "deny";
    const { readable, unreadable } = readPolicies(rows);
    const tampered = !untouched || epoch < minEpoch;
    const source: BundleInput = {
      policies: readable.map(({ row, document }) => ({ id: row.id, name: row.name, version: row.version, hash: row.hash, document })),
      orgDefault,
      environmentModes,
      environmentDefaults,
      planOnly: opened?.ok ? (opened.manifest.plan_only ?? false) : false,
      sideEffectFree: opened?.ok ? (opened.manifest.side_effect_free ?? []) : [],
      halts: halts.map(({ id, scope }) => ({ id: encodeId("hlt", id), scope })),
      breakerOverrides: Object.fromEntries(
        overrides.map(({ agentId, state }) => [encodeId("agt", agentId), state === "open" ? "open" : "closed"] as const),
      ),
      tampered,
      unreadable,
    };
    return {
      orgId,
      version: Number(head.configVersion),
      epoch,
      zone: organisation.zone,
      zoneChanges: organisation.zoneChanges as unknown as readonly ZoneChange[],
      indexesText: organisation.textIndex === "on",
      origin: head.origin,
      orgDefault,
      environmentModes,
      environmentDefaults,
      bundle: compileBundle(source),
      source,
      policies: readable.map(({ row: { canonical: _, ...row }, document }) => ({ ...row, ...summarize(document) })),
      members,
      halts,
      callbacks: new Map(webhooks.map(({ name, environments }) => [name, environments])),
      agents: new Map(agents.map((agent) => [agent.agentId, { name: agent.name, ownerId: agent.ownerUserId }])),
      identityKeys: groupKeys(identityKeys),
    };
  });
}

/** Returns the keys of each agent that has registered one. */
function groupKeys(rows: readonly { agentId: string; identityKeyId: string; publicKey: Uint8Array; endsAt: Date | null }[]) {
  const keys = new Map<string, IdentityKeyView[]>();
  for (const { agentId, identityKeyId, publicKey, endsAt } of rows) {
    const key = { id: identityKeyId, publicKey, endsAt: endsAt?.getTime() ?? null };
    keys.set(agentId, [...(keys.get(agentId) ?? []), key]);
  }
  return keys;
}

function toActiveHalt(row: HaltRow): ActiveHalt {
  const { haltId, requestedAt, drillId } = row;
  return { id: haltId, scope: toCoreScope(row), wire: toWireScope(row), requestedAt: requestedAt.getTime(), isDrill: drillId !== null };
}

interface ReadPolicies {
  readonly readable: readonly { readonly row: ActiveRow; readonly document: Policy }[];
  readonly unreadable: readonly UnreadablePolicy[];
}

/** Returns the policies that this release rejects although they are unchanged, because an earlier release was less strict. */
function readPolicies(rows: readonly ActiveRow[]): ReadPolicies {
  const readable: { row: ActiveRow; document: Policy }[] = [];
  const unreadable: UnreadablePolicy[] = [];
  for (const row of rows) {
    const read = tryPolicy(row);
    if ("document" in read) readable.push({ row, document: read.document });
    else unreadable.push({ name: row.name, version: row.version, ...read });
  }
  return { readable, unreadable };
}

function tryPolicy({ canonical }: ActiveRow): { document: Policy } | { path: string; reason: string } {
  try {
    const parsed = parsePolicy(JSON.parse(canonical), "stored");
    const [first] = parsed.ok ? [] : parsed.issues;
    return parsed.ok ? { document: parsed.policy } : { path: first?.path ?? "", reason: first?.message ?? "not a policy" };
  } catch {
    return { path: "", reason: "it is not JSON" };
  }
}

async function readActivePolicies(client: OrgClient, orgId: string): Promise<ActiveRow[]> {
  const policies = await client.policy.findMany({ where: { orgId, activeVersion: { not: null } }, orderBy: { name: "asc" } });
  const keys = policies.map((policy) => ({ policyId: policy.policyId, version: policy.activeVersion ?? 0 }));
  const versions = keys.length === 0 ? [] : await client.policyVersion.findMany({ where: { orgId, OR: keys } });
  const byId = new Map(versions.map((version) => [version.policyId, version]));
  return policies.flatMap((policy) => {
    const version = byId.get(policy.policyId);
    if (!version) return [];
    const hash = Buffer.from(version.hash).toString("hex");
    return [
      {
        id: encodeId("pol", policy.policyId),
        name: policy.name,
        version: version.version,
        hash,
        yaml: version.yaml,
        canonical: version.canonical,
      },
    ];
  });
}
