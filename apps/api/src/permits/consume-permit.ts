import type { ConsumePermitInput, ConsumePermitResult } from "@agentlattice/contract";
import { encodeId, type Submission } from "@agentlattice/core";
import { approvalDigest } from "@agentlattice/core/approval";
import { type OrgScope, sha256 } from "@agentlattice/db";
import type { z } from "zod";
import { delegationIdOf } from "../actions/acting.ts";
import { judge, writtenObligations } from "../actions/judge.ts";
import { chainOf } from "../actions/to-facts.ts";
import { audienceHash } from "../approvals/collect-approval.ts";
import { loadApprovals } from "../approvals/load-approvals.ts";
import { refusalError } from "../approvals/refuse-approval.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import { findDelegated } from "../http/authenticate.ts";
import type { AgentPrincipal, OrgKeyPrincipal } from "../http/principal.ts";
import { readPermit } from "./permit-token.ts";

type Input = z.output<typeof ConsumePermitInput>;
type Result = z.output<typeof ConsumePermitResult>;

/**
 * The point of enforcement checks a permit against what is about to run: succeeds exactly once, and again for the same caller.
 * INVARIANT: the digest is computed here from the submission that was sent, never taken from the caller.
 */
export async function consumePermit({ principal, input, deps }: { principal: OrgKeyPrincipal; input: Input; deps: Deps }): Promise<Result> {
  const { orgId } = principal.scope;
  const keys = await deps.database.keysOf(orgId);
  const permitId = readPermit(keys.permit, orgId, input.permit);
  const permit =
    permitId &&
    (await deps.database.inOrg(principal.scope, (client) => client.permit.findUnique({ where: { orgId_permitId: { orgId, permitId } } })));
  if (!permit || !permitId) throw refusalError("PERMIT_INVALID", undefined, await deps.configs.get(orgId), deps.env.AL_CONSOLE_URL);
  const [approval] = await loadApprovals(deps, principal.scope, { approvalId: permit.approvalId, limit: 1 });
  if (!approval?.digestSalt) throw refusalError("PERMIT_INVALID", undefined, await deps.configs.get(orgId), deps.env.AL_CONSOLE_URL);

  const { record, digestSalt } = approval;
  // INVARIANT: what people approved for one environment runs in no other.
  if (record.environment !== principal.environment)
    throw refusalError("PERMIT_INVALID", undefined, await deps.configs.get(orgId), deps.env.AL_CONSOLE_URL);
  const agentId = encodeId("agt", record.agent_id);
  const prepare = async (consumer: OrgKeyPrincipal) => {
    const holder = await findHolder(deps, principal.scope, record.agent_id, record.key_id, record.environment);
    const { verdict, facts, version } = await judge(deps, holder, input.submission);
    const digest = approvalDigest(sha256, digestSalt, {
      org: encodeId("org", orgId),
      environment: record.environment,
      agent: agentId,
      chain: chainOf(facts),
      delegation: delegationIdOf(holder),
      submission: verdict.effective ?? (input.submission as Submission),
      obligations: writtenObligations(verdict),
    });
    return {
      configVersion: Math.min(version, consumer.configVersion),
      intent: {
        kind: "consume" as const,
        entry_id: deps.newId(),
        permit_id: permitId,
        approval_id: record.approval_id,
        consumer_key_id: principal.keyId,
        audience_hash: audienceHash(input.audience),
        digest,
        verdict,
        payloads: [],
      },
    };
  };
  const { outcome } = await deps.database.ledger.commit({
    orgId,
    ...(await prepare(principal)),
    prepareAgain: async (version) => {
      deps.configs.noteVersion(orgId, version);
      return prepare(await principal.again());
    },
  });
  if (outcome.type === "refused")
    throw refusalError(outcome.code, outcome.approval, await deps.configs.get(orgId), deps.env.AL_CONSOLE_URL);
  if (outcome.type !== "consumed") throw new Error(`a permit was settled as ${outcome.type}`);
  const { consumed_at, consumed_event_id } = outcome.permit;
  if (consumed_at === null || consumed_event_id === null) throw new Error("a consumed permit says when and by which entry");
  return {
    jti: encodeId("prm", permitId),
    approval_id: encodeId("apr", record.approval_id),
    action_type: record.action_type,
    agent_id: agentId,
    consumed_at: new Date(consumed_at).toISOString(),
    audit_event_id: encodeId("evt", consumed_event_id),
  };
}

/** The agent the permit was issued to, as it is now. A disabled agent's permits are worth nothing. */
async function findHolder(
  deps: Deps,
  scope: OrgScope,
  agentId: string,
  keyId: string,
  environment: AgentPrincipal["environment"],
): Promise<AgentPrincipal> {
  const { orgId } = scope;
  const { version: configVersion } = await deps.configs.get(orgId);
  const agent = await deps.database.inOrg(scope, (client) => client.agent.findUnique({ where: { orgId_agentId: { orgId, agentId } } }));
  if (agent?.rootAgentId) return findDelegated(deps, await keyHashOf(deps, scope, keyId));
  if (agent?.status !== "active")
    throw new AppError("APPROVAL_REFUSED", { detail: "The agent that holds this permit is disabled. Do not run the action." });
  return {
    kind: "agent",
    scope,
    configVersion,
    agentId,
    keyId,
    environment,
    name: agent.name,
    capabilities: agent.capabilities,
    labels: agent.labels as Record<string, string>,
    ownerId: agent.ownerUserId,
    delegation: null,
    again: () => findHolder(deps, scope, agentId, keyId, environment),
  };
}

async function keyHashOf(deps: Deps, scope: OrgScope, keyId: string): Promise<Uint8Array> {
  const where = { orgId_keyId: { orgId: scope.orgId, keyId } };
  const key = await deps.database.inOrg(scope, (client) => client.apiKey.findUniqueOrThrow({ where, select: { keyHash: true } }));
  return key.keyHash;
}
