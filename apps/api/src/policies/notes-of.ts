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
  const endpoints = policy.spec.approval?.notify ? await client.endpoint.findMany({ where: { orgId, enabled: true } }) : [];
  const notes = [...policyNotes(policy), ...noteUnreachable(policy, { endpoints, personal: personalChannels(deps) })];
  return notes.length > 0 ? { notes } : {};
}
