import { type Policy, type PolicyIssue, policyNotes } from "@agentlattice/core/policy";
import type { OrgClient } from "@agentlattice/db";
import { noteUnreachable } from "../channels/notices/note-unreachable.ts";
import { personalChannels } from "../channels/notices/personal-channels.ts";
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
    notes.push(...noteUnreachable(policy, { endpoints, personal: await personalChannels(deps, client, { orgId }) }));
  }
  return notes.length > 0 ? { notes } : {};
}
