import type { PolicyDetail, PolicyVersionDetail } from "@agentlattice/contract";
import type { ApiClient } from "@agentlattice/contract/client";

/** Returns the active version of a policy, or null. */
export async function findActiveVersion(api: ApiClient, newest: PolicyDetail): Promise<PolicyDetail | PolicyVersionDetail | null> {
  const { id, version, active_version: active } = newest;
  if (active === null || active === version) return active === null ? null : newest;
  return api.getPolicyVersion({ params: { id, version: active } });
}

export const findNewest = (api: ApiClient, id: string): Promise<PolicyDetail> => api.getPolicy({ params: { id } });
