import { decodeId } from "@agentlattice/core";
import type { OrgClient } from "@agentlattice/db";
import { actorOf } from "../../audit/config-entry.ts";
import { permissionRefusal } from "../../http/authorise.ts";
import type { Principal } from "../../http/principal.ts";
import type { VersionRow } from "../find-policy.ts";

/**
 * Returns why the caller may not decide a review, or null when the caller may.
 * INVARIANT: the reviewer differs from the requester, from the author of the version and from the creator of the key that wrote it.
 */
export async function reviewRefusal(
  client: OrgClient,
  principal: Principal,
  review: { readonly orgId: string; readonly requestedBy: string },
  version: Pick<VersionRow, "createdBy"> | null,
): Promise<string | null> {
  const refused = permissionRefusal(principal, "policies:review");
  if (refused !== null) return refused;
  const me = actorOf(principal).id;
  if (review.requestedBy === me) return "You asked for this. Another owner or admin decides it.";
  if (version?.createdBy === me) return "You wrote this version. Another owner or admin decides it.";
  for (const actor of [review.requestedBy, version?.createdBy]) {
    const creator = actor === undefined ? null : await creatorOf(client, review.orgId, actor);
    if (creator !== null && creator === decodeId("usr", me))
      return "It was done with a key that you made. Another owner or admin decides it.";
  }
  return null;
}

/** Returns the UUID of the person or organisation key that created a key; null when it is not a key. */
async function creatorOf(client: OrgClient, orgId: string, actor: string): Promise<string | null> {
  const keyId = decodeId("key", actor);
  if (keyId === null) return null;
  const key = await client.apiKey.findUnique({ where: { orgId_keyId: { orgId, keyId } }, select: { madeByUserId: true } });
  return key?.madeByUserId ?? null;
}
