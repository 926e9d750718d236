import { submitAction } from "../actions/submit-action.ts";
import { collectApproval } from "../approvals/collect-approval.ts";
import { decideApproval } from "../approvals/decide-approval.ts";
import { approvalIdOf, findApproval } from "../approvals/find-approval.ts";
import type { Deps } from "../deps.ts";
import { authenticate } from "../http/authenticate.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import { requireAgent } from "../http/require-agent.ts";
import type { SeededAction } from "./describe-organisation.ts";
import type { AgentWithKey } from "./seed-agents.ts";

/** Agents ask and people answer, through the same verbs as everybody: the history of a seed is a real one. */
export async function tellStory(
  deps: Deps,
  story: readonly SeededAction[],
  agents: ReadonlyMap<string, AgentWithKey>,
  people: ReadonlyMap<string, PersonPrincipal>,
): Promise<void> {
  for (const step of story) {
    const agent = agents.get(step.agent);
    if (!agent) throw new Error(`the story names an agent that was not seeded: ${step.agent}`);
    const principal = requireAgent(await authenticate(deps, `Bearer ${agent.key}`));
    const { result } = await submitAction({ principal, submission: step.action, eventId: undefined, receipt: false, deps });
    const person = step.answer && people.get(step.answer.by);
    if (!step.answer || !person || !result.approval_id) continue;
    const approvalId = approvalIdOf(result.approval_id);
    const { record } = await findApproval(deps, principal, approvalId);
    const { decision, reason } = step.answer;
    await decideApproval({
      principal: person,
      approvalId,
      decision: { decision, digest: record.digest, ...(reason ? { reason } : {}) },
      deps,
    });
    if (decision === "approve") await collectApproval({ principal, approvalId, audience: undefined, receipt: false, deps });
  }
}
