import { type Policy, type PolicyIssue, policyNotes } from "@agentlattice/core/policy";
import type { OrgClient } from "@agentlattice/db";
import { personalChannels } from "../channels/notices/personal-channels.ts";
import { unreachableNotes } from "../channels/notices/unreachable-notes.ts";
import type { Deps } from "../deps.ts";

/** Returns the notes on a valid policy as the fields of a response; no field without notes. */
export async function notesOf(
  client: OrgClient,
  orgId: string,
  policy: Policy,
  deps: Pick<Deps, "mail">,
): Promise<{ notes?: PolicyIssue[] }> {
  const notes = [...policyNotes(policy)];
  if (policy.spec.approval?.notify) {
    const endpoints = await client.endpoint.findMany({ where: { orgId, enabled: true } });
    notes.push(...unreachableNotes(policy, { endpoints, personal: await personalChannels(deps, client, { orgId }) }));
  }
  return notes.length > 0 ? { notes } : {};
}
