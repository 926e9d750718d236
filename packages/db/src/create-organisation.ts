import { randomBytes } from "node:crypto";
import { encodeId } from "@agentlattice/core";
import { formatVkey } from "@agentlattice/core/ledger";
import type { SettledEntry } from "@agentlattice/core/settle";
import type { Database } from "./database.ts";
import { createOrgKeys } from "./keys/org-keys.ts";
import { COUNTER_BUCKETS } from "./ledger/counter-buckets.ts";
import { sha256 } from "./ledger/sha256.ts";
import { storePerson } from "./people.ts";
import { grantOrgScope, type OrgScope } from "./tenancy/org-scope.ts";

export interface NewOrganisation {
  readonly name: string;
  readonly zone: string;
  /** The seed that creates this sample organisation; null for a real organisation. */
  readonly seed: string | null;
  /** Host part of the log's origin, without a port. It can never change. */
  readonly logHost: string;
  /** True when people are informed about entries by email or push, from the first entry. */
  readonly sendsNotices: boolean;
  readonly owner: { readonly email: string; readonly name: string; readonly passwordHash: string };
}

export interface CreatedOrganisation {
  readonly scope: OrgScope;
  readonly orgId: string;
  readonly ownerId: string;
}

/**
 * Creates an organisation with its keys, ledger, owner and entry 0. INVARIANT: where notices are sent, the position of the outbox is stored
 * before entry 0, so that no entry is skipped.
 */
export async function createOrganisation(
  database: Database,
  kek: Buffer,
  newId: () => string,
  input: NewOrganisation,
): Promise<CreatedOrganisation> {
  const orgId = newId();
  const scope = grantOrgScope(orgId);
  const person = await database.lookups.signIn(input.owner.email);
  const ownerId = person?.user_id ?? newId();
  const keys = createOrgKeys(kek, orgId);
  const seals = database.sealsOf(orgId);
  const origin = `${input.logHost}/log/${randomBytes(12).toString("hex")}/g1`;
  await database.inOrg(scope, async (client) => {
    await client.organisation.create({
      data: { orgId, name: input.name, zone: input.zone, sample: input.seed !== null, seed: input.seed },
    });
    if (!person) await storePerson(client, { userId: ownerId, ...input.owner });
    const owner = { userId: ownerId, role: "owner", roleSince: null };
    await client.member.create({ data: { orgId, ...owner, seal: seals.member(owner) } });
    const buckets = Array.from({ length: COUNTER_BUCKETS }, (_, bucket) => bucket);
    await client.limitBucket.createMany({
      data: buckets.map((bucket) => ({ orgId, bucket, sums: {}, seal: seals.counterBucket(bucket, new Map()) })),
    });
    await client.orgKey.createMany({
      data: keys.map((key) => ({
        orgId,
        ...key,
        wrapped: Buffer.from(key.wrapped),
        publicKey: key.publicKey && Buffer.from(key.publicKey),
      })),
    });
    await client.ledgerHead.create({ data: { orgId, origin, frontier: Buffer.alloc(0), lastLeaf: Buffer.alloc(32), lastTs: new Date(0) } });
    if (input.sendsNotices) await client.channelCursor.create({ data: { orgId, origin, nextSeq: 0 }, select: { orgId: true } });
  });
  const log = keys.find((key) => key.purpose === "log");
  if (!log?.publicKey) throw new Error("The new organisation has no log key.");
  const vkey = formatVkey(sha256, { origin, publicKey: log.publicKey });
  await database.audited(scope, async () => ({ result: null, entries: [createdEntry(newId(), orgId, vkey)], changesAnswers: false }));
  return { scope, orgId, ownerId };
}

function createdEntry(id: string, orgId: string, vkey: string): SettledEntry {
  const org = encodeId("org", orgId);
  return {
    id,
    kind: "org.created",
    actor: { type: "system", id: org },
    subject: { type: "organisation", id: org },
    corr: encodeId("cor", id),
    data: { generation: 1, vkey, event_types: ["org.created"] },
    payloads: [],
    agent_id: null,
    action_type: null,
    environment: null,
  };
}
