import { encodeId } from "@agentlattice/core";
import { type Manifest, openManifest } from "@agentlattice/core/policy";
import { type OrgClient, verifyEd25519 } from "@agentlattice/db";
import { AppError } from "../http/app-error.ts";

/** Reads the newest signed manifest, or an empty one if there is none. @throws AppError POLICY_UNAVAILABLE */
export async function readManifest(client: OrgClient, orgId: string, publicKey: Uint8Array): Promise<Manifest> {
  const org = encodeId("org", orgId);
  const row = await client.orgManifest.findFirst({ where: { orgId }, orderBy: { epoch: "desc" } });
  if (!row) return { v: 1, org, epoch: 0, policies: [], org_default: "deny", environment_modes: {} };
  const opened = openManifest(verifyEd25519, publicKey, row.body, row.signature);
  if (!opened.ok || opened.manifest.org !== org || opened.manifest.epoch !== row.epoch)
    throw manifestUntrusted("The signed list of policies does not verify.");
  return opened.manifest;
}

/** Returns the error for stored policies that must not be signed again. */
export function manifestUntrusted(what: string): AppError {
  return new AppError("POLICY_UNAVAILABLE", {
    detail: `${what} No policy can be published. Compare the database with a backup and the ledger first.`,
  });
}
