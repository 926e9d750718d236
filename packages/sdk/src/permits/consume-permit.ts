import { toActionInput } from "../actions/action-input.ts";
import type { ActionOptions } from "../actions/action-options.ts";
import { AgentLatticeError } from "../errors.ts";
import type { Config } from "../transport/config.ts";
import { decode } from "../transport/decode.ts";
import { eventIdOf } from "../transport/event-id.ts";
import { send } from "../transport/send.ts";
import { consumePermitResult } from "../transport/shapes.ts";

/** Options of `consumePermit`: the action exactly as it was submitted. */
export interface ConsumeOptions extends ActionOptions {
  /** The audience that the permit was collected for. */
  audience?: string;
  /**
   * An id of your own for this call. A repeat with the same key returns the first answer, with `replayed: true`. 1 to 128 printable ASCII
   * characters without spaces. Default: a new key.
   */
  idempotencyKey?: string;
  signal?: AbortSignal;
}

/** A consumed permit. The action that is about to run is the approved one. */
export interface ConsumedPermit {
  /** Id of the permit. */
  jti: string;
  approvalId: string;
  actionType: string;
  agentId: string;
  /** RFC 3339 */
  consumedAt: string;
  /** The entry that records the consumption. */
  auditEventId: string;
  /** True when an earlier call with the same idempotency key consumed the permit. */
  replayed: boolean;
}

/** Sends `POST /permits/consume`. All attempts have the same idempotency key, so a lost answer is returned again. */
export async function consumePermit(config: Config, permit: string, actionType: string, options: ConsumeOptions): Promise<ConsumedPermit> {
  const { audience, idempotencyKey, signal, ...submission } = options;
  if (typeof permit !== "string" || permit === "")
    throw new AgentLatticeError("INVALID_OPTION", "consumePermit needs the permit of the agent.");
  const answer = await send(config, {
    method: "POST",
    path: "/permits/consume",
    body: { permit, audience, submission: toActionInput(actionType, { ...submission, supports: submission.supports ?? config.supports }) },
    headers: { "idempotency-key": eventIdOf({ eventId: idempotencyKey }, "idempotencyKey") },
    signal,
  });
  const consumed = decode(consumePermitResult, answer.body, "permit");
  return { ...consumed, replayed: answer.headers.get("idempotency-replayed") === "true" };
}
