import { decodeId } from "@agentlattice/core";
import type { OrgClient } from "@agentlattice/db";
import { AppError } from "../http/app-error.ts";

export type PolicyRow = NonNullable<Awaited<ReturnType<OrgClient["policy"]["findFirst"]>>>;
export type VersionRow = NonNullable<Awaited<ReturnType<OrgClient["policyVersion"]["findFirst"]>>>;

/** Finds a policy and the given version, by default the newest. @throws AppError NOT_FOUND */
export async function findVersion(
  client: OrgClient,
  orgId: string,
  policyId: string,
  version?: number,
): Promise<{ policy: PolicyRow; version: VersionRow }> {
  const policy = await client.policy.findUnique({ where: { orgId_policyId: { orgId, policyId } } });
  if (!policy) throw policyNotFound();
  const where = { orgId, policyId, ...(version === undefined ? {} : { version }) };
  const found = await client.policyVersion.findFirst({ where, orderBy: { version: "desc" } });
  if (!found) throw versionNotFound();
  return { policy, version: found };
}

/** Decodes the id of a policy. @throws AppError NOT_FOUND for other text */
export function policyIdOf(id: string | undefined): string {
  const uuid = decodeId("pol", id ?? "");
  if (!uuid) throw policyNotFound();
  return uuid;
}

/** Parses a version number. @throws AppError NOT_FOUND for other text */
export function versionOf(text: string | undefined): number {
  const version = /^[1-9]\d{0,8}$/.test(text ?? "") ? Number(text) : null;
  if (version === null) throw versionNotFound();
  return version;
}

function versionNotFound(): AppError {
  return new AppError("NOT_FOUND", { detail: "This policy has no such version. GET /policies/{id}/versions lists its versions." });
}

export function policyNotFound(): AppError {
  return new AppError("NOT_FOUND", { detail: "There is no such policy. GET /policies lists the policies." });
}
