import type { ActionInput } from "@agentlattice/contract";
import { encodeId, type Submission } from "@agentlattice/core";
import type { DigestInput } from "@agentlattice/core/approval";
import type { AgentPrincipal } from "../http/principal.ts";
import { delegationIdOf } from "./acting.ts";
import { type Judgement, writtenObligations } from "./judge.ts";
import { chainOf } from "./to-facts.ts";

/** Returns the data that binds an approval to an evaluated submission of an agent. */
export function digestInputOf(
  agent: AgentPrincipal,
  submission: ActionInput,
  { facts, verdict }: Pick<Judgement, "facts" | "verdict">,
): DigestInput {
  return {
    org: encodeId("org", agent.scope.orgId),
    environment: agent.environment,
    agent: encodeId("agt", agent.agentId),
    chain: chainOf(facts),
    delegation: delegationIdOf(agent),
    submission: verdict.effective ?? (submission as Submission),
    obligations: writtenObligations(verdict),
  };
}
