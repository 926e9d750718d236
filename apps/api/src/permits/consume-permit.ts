import type { ConsumePermitInput, ConsumePermitResult } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import { approvalDigest } from "@agentlattice/core/approval";
import { sha256 } from "@agentlattice/db";
import type { z } from "zod";
import { digestInputOf } from "../actions/digest-input.ts";
import { judge } from "../actions/judge.ts";
import { assessedOf } from "../approvals/assess-request.ts";
import { audienceHash } from "../approvals/collect-approval.ts";
import { refusalError } from "../approvals/refuse-approval.ts";
import type { Deps } from "../deps.ts";
import { findAgentOfKey } from "../http/authenticate.ts";
import { assertSameBody, claimFor } from "../http/claim.ts";
import type { OrgKeyPrincipal } from "../http/principal.ts";
import { readPermit } from "./permit-token.ts";

type Input = z.output<typeof ConsumePermitInput>;
type Result = z.output<typeof ConsumePermitResult>;

const HEADER = "Idempotency-Key";

export interface ConsumePermit {
  readonly principal: OrgKeyPrincipal;
  readonly input: Input;
  /** The caller's Idempotency-Key. */
  readonly idempotencyKey: string | undefined;
  readonly deps: Deps;
}

/**
 * Checks a permit against the action to run and consumes it. A permit is consumed once. A repeated call with the same Idempotency-Key and body
 * returns the first response.
 * INVARIANT: the digest is computed here from the submission, never taken from the caller.
 * @throws AppError PERMIT_*, APPROVAL_REFUSED, IDEMPOTENCY_CONFLICT
 */
export async function consumePermit({ principal, input, idempotencyKey, deps }: ConsumePermit): Promise<Result> {
  const { orgId } = principal.scope;
  const keys = await deps.database.keysOf(orgId);
  const permitId = readPermit(keys.permit, orgId, input.permit);
  const permit = permitId && (await deps.database.permit(principal.scope, permitId));
  if (!permit || !permitId) throw refusalError("PERMIT_INVALID", undefined, await deps.configs.get(orgId), deps.env.AL_CONSOLE_URL);
  const approval = await deps.readApproval(principal.scope, permit.approvalId);
  if (!approval?.digestSalt) throw refusalError("PERMIT_INVALID", undefined, await deps.configs.get(orgId), deps.env.AL_CONSOLE_URL);

  const { record, digestSalt } = approval;
  // INVARIANT: an action approved for one environment cannot run in another.
  if (record.environment !== principal.environment)
    throw refusalError("PERMIT_INVALID", undefined, await deps.configs.get(orgId), deps.env.AL_CONSOLE_URL);
  const agentId = encodeId("agt", record.agent_id);
  const caller = { principal: principal.keyId, route: "consumePermit" };
  const claim = idempotencyKey === undefined ? null : claimFor(keys, HEADER, idempotencyKey, caller, input);
  const prepare = async (consumer: OrgKeyPrincipal) => {
    // The agent is read now, because the verdict rejects permits of stopped agents.
    const holder = { ...(await findAgentOfKey(deps, permit.keyHash)), environment: record.environment };
    const judged = await judge(deps, holder, input.submission, { isAsked: true });
    const { version, config } = judged;
    const { verdict, asked } = assessedOf(judged, digestSalt, record.requested_by);
    const digest = approvalDigest(sha256, digestSalt, digestInputOf(holder, input.submission, judged));
    return {
      configVersion: Math.min(version, consumer.configVersion),
      intent: {
        kind: "consume" as const,
        entry_id: deps.newId(),
        permit_id: permitId,
        approval_id: record.approval_id,
        consumer_key_id: principal.keyId,
        audience_hash: audienceHash("consumed", input.audience),
        digest,
        verdict,
        ...(asked ? { asked } : {}),
        people: config.members,
        claim,
        payloads: [],
      },
    };
  };
  const { outcome } = await deps.database.ledger.commit({
    orgId,
    ...(await prepare(principal)),
    refresh: async (version) => {
      deps.configs.recordVersion(orgId, version);
      return prepare(await principal.refresh());
    },
  });
  if (outcome.type === "refused")
    throw refusalError(outcome.code, outcome.approval, await deps.configs.get(orgId), deps.env.AL_CONSOLE_URL);
  if (outcome.type === "replay") assertSameBody(outcome.same_body, HEADER);
  if (outcome.type !== "consumed") throw new Error(`The permit was settled as ${outcome.type}.`);
  const { consumed_at, consumed_event_id } = outcome.permit;
  if (consumed_at === null || consumed_event_id === null) throw new Error("A consumed permit has no time or entry.");
  return {
    jti: encodeId("prm", permitId),
    approval_id: encodeId("apr", record.approval_id),
    action_type: record.action_type,
    agent_id: agentId,
    consumed_at: new Date(consumed_at).toISOString(),
    audit_event_id: encodeId("evt", consumed_event_id),
    replayed: outcome.replayed,
  };
}
