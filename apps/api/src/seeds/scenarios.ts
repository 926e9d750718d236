import type { ActionInput, GrantInput, OutcomeInput } from "@agentlattice/contract";
import { decodeId, encodeId } from "@agentlattice/core";
import { recordHaltClients } from "@agentlattice/db";
import { reportOutcome } from "../actions/report-outcome.ts";
import { collectApproval } from "../approvals/collect-approval.ts";
import { decideApproval } from "../approvals/decide-approval.ts";
import { approvalIdOf, findApproval } from "../approvals/find-approval.ts";
import { settleOutcome } from "../approvals/settle-outcome.ts";
import { advanceDrill } from "../drills/advance-drill.ts";
import { createDrill } from "../drills/change-drills.ts";
import { createGroup } from "../groups/change-group.ts";
import { createHalt } from "../halts/create-halt.ts";
import { resumeHalt } from "../halts/resume-halt.ts";
import { AppError } from "../http/app-error.ts";
import { withoutIdempotency } from "../http/idempotency.ts";
import { consumePermit } from "../permits/consume-permit.ts";
import type { Scenario, SeededAnswer } from "./sample-world.ts";

/** The default of a policy's `report_within`, in seconds. */
const REPORTED_WITHIN = 3_600;

interface SeededOutcome {
  readonly agent: string;
  readonly action: ActionInput;
  readonly answer: SeededAnswer;
  /** How a person settles the unknown outcome. Without it, the outcome is still unknown. */
  readonly settled?: { readonly by: string; readonly after: number } & OutcomeInput;
}

/** Returns a scenario in which a service consumes the permit of an approved action, and nobody reports the outcome in time. */
export function unknownOutcome({ agent, action, answer, settled }: SeededOutcome): Scenario {
  return async (world) => {
    const { deps } = world;
    const { approval_id } = await world.submit(agent, action);
    if (!approval_id) throw new Error("An unknown outcome needs an action that people approve.");
    const approvalId = approvalIdOf(approval_id);
    world.after(answer.after, async () => {
      await world.decide(approvalId, answer);
      const principal = await world.agent(agent);
      const { permit } = await collectApproval({ principal, approvalId, audience: undefined, grade: "consumed", receipt: false, deps });
      const input = { permit: permit ?? "", submission: action };
      await consumePermit({ principal: await world.service(), input, idempotencyKey: undefined, deps });
      world.after(REPORTED_WITHIN, () => world.advance(approvalId));
      if (!settled) return;
      const { by, after, ...settlement } = settled;
      world.after(REPORTED_WITHIN + after, () => settleOutcome({ principal: world.person(by), approvalId, settlement, deps }));
    });
  };
}

/** Returns a scenario in which an agent reports the success of an action that was denied. */
export function bypass(agent: string, action: ActionInput): Scenario {
  return async (world) => {
    const { audit_event_id } = await world.submit(agent, action);
    const call = { principal: await world.agent(agent), eventId: decodeId("evt", audit_event_id) as string, idempotencyKey: undefined };
    try {
      await reportOutcome({ ...call, report: { status: "success" }, deps: world.deps });
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "ACTION_NOT_EXECUTED") throw error;
    }
  };
}

/** Returns a scenario in which a person approves a request and gives a grant for similar ones. */
export function grant(agent: string, action: ActionInput, by: string, terms: GrantInput): Scenario {
  return async (world) => {
    const { deps } = world;
    const { approval_id } = await world.submit(agent, action);
    if (!approval_id) throw new Error("A grant needs an action that people approve.");
    const approvalId = approvalIdOf(approval_id);
    world.after(180, async () => {
      const principal = world.person(by);
      const { view } = await findApproval(deps, principal, approvalId);
      const decision = { decision: "approve", digest: view.digest, grant: terms } as const;
      await decideApproval({ principal, approvalId, decision, client: null, deps });
      await world.collect(agent, approvalId, action);
    });
  };
}

/** Returns a scenario in which a person halts an agent and lets it act again after a number of seconds. */
export function halt(by: string, agent: string, reason: string, resumed: { readonly after: number; readonly reason: string }): Scenario {
  return async (world) => {
    const { deps } = world;
    const principal = world.person(by);
    const once = withoutIdempotency(deps, principal);
    const { id } = await createHalt({ principal, input: { scope: { agent: world.agentWithKey(agent).id }, reason }, once, deps });
    const haltId = decodeId("hlt", id) as string;
    world.after(resumed.after, () => resumeHalt({ principal, haltId, reason: resumed.reason, once, deps }));
  };
}

/** Returns a scenario in which a drill of an agent takes place and its only client stops after a number of milliseconds. */
export function drill(by: string, agent: string, client: { readonly name: string; readonly stopsAfter: number }): Scenario {
  return async (world) => {
    const principal = world.person(by);
    const { orgId } = principal.scope;
    const { id, agentId, keyId } = world.agentWithKey(agent);
    await world.inOneChange(async (context, deps) => {
      const input = { agent: id, every_days: 7, goal_ms: 2_000 };
      const created = await createDrill({ principal, input, once: withoutIdempotency(deps, principal), deps });
      const drillId = decodeId("drl", created.id) as string;
      await advanceDrill(deps, orgId, drillId);
      const where = { orgId, drillId };
      const { haltId, requestedAt } = await context.client.halt.findFirstOrThrow({ where });
      const told = { haltId, keyId, clientId: deps.newId(), agentId, environment: "prod", client: client.name, isAssigned: true };
      await recordHaltClients(context.client, orgId, [told], { addedAt: requestedAt, toldAt: requestedAt });
      const acknowledgedAt = new Date(requestedAt.getTime() + client.stopsAfter);
      world.wait(input.goal_ms);
      await context.client.haltClient.updateMany({ where: { orgId, haltId }, data: { acknowledgedAt } });
      await advanceDrill(deps, orgId, drillId);
    });
  };
}

/** Returns a scenario in which a person creates a group of approvers. */
export function group(by: string, name: string, members: readonly string[]): Scenario {
  return (world) => {
    const principal = world.person(by);
    const input = { name, members: members.map((email) => encodeId("usr", world.person(email).userId)) };
    return createGroup({ principal, input, once: withoutIdempotency(world.deps, principal), deps: world.deps });
  };
}
