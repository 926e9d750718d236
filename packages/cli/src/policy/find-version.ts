import type { PolicyDetail, PolicyVersionDetail } from "@agentlattice/contract";
import type { AgentLattice } from "@agentlattice/sdk";
import { answerOf } from "../connection/list-all.ts";

/** The version of a policy that is in force. `null` when none is. */
export async function findVersionInForce(al: AgentLattice, newest: PolicyDetail): Promise<PolicyDetail | PolicyVersionDetail | null> {
  const { id, version, active_version: active } = newest;
  if (active === null || active === version) return active === null ? null : newest;
  return answerOf<PolicyVersionDetail>(await al.request("GET", `/policies/${id}/versions/${active}`));
}

export async function findNewest(al: AgentLattice, id: string): Promise<PolicyDetail> {
  return answerOf<PolicyDetail>(await al.request("GET", `/policies/${id}`));
}
