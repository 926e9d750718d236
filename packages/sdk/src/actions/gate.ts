import { isEndedStatus } from "@agentlattice/core/request-end";
import { deniedByPolicy } from "../refusals.ts";
import type { GateResult } from "../results.ts";
import { cancelOnAbort } from "../transport/cancel-on-abort.ts";
import { now } from "../transport/clock.ts";
import type { Config } from "../transport/config.ts";
import { eventIdOf } from "../transport/event-id.ts";
import { unlessAborted } from "../transport/unless-aborted.ts";
import type { GateOptions } from "./action-options.ts";
import { awaitApproval, ended, executed, type Wait } from "./await-approval.ts";
import { type Submitted, submitAction } from "./submit.ts";

/**
 * Submits an action and, when a person decides, waits and collects. INVARIANT: resolves only with an executed action, by policy or by a
 * successful collect. Everything else rejects.
 */
export async function gateAction(
  config: Config,
  actionType: string,
  options: Omit<GateOptions, "edits">,
  edits: boolean,
): Promise<GateResult> {
  const deadline = now() + config.gatePollTimeoutMs;
  const eventId = eventIdOf(options);
  const { signal } = options;
  if (!options.cancelOnAbort)
    return settle(config, await submitAction(config, actionType, options, eventId, edits), { options, eventId, deadline, edits });
  signal?.throwIfAborted();
  // The submission is not aborted, because a request that it created could then not be withdrawn.
  const submission = submitAction(config, actionType, { ...options, signal: undefined }, eventId, edits);
  const pending = submission.then(
    ({ result }) => (result.status === "requested" ? result.approvalId : undefined),
    () => undefined,
  );
  return cancelOnAbort(config, signal, pending, async () =>
    settle(config, await unlessAborted(submission, signal), { options, eventId, deadline, edits }),
  );
}

async function settle(
  config: Config,
  { result: submitted, asked }: Submitted,
  { options, eventId, deadline, edits }: { options: Omit<GateOptions, "edits">; eventId: string; deadline: number; edits: boolean },
): Promise<GateResult> {
  const { approvalId, status } = submitted;
  if (approvalId === undefined) {
    if (status === "denied") throw deniedByPolicy(submitted, asked);
    return executed(submitted, submitted);
  }
  const { audience, permitGrade, signal, onQuestion } = options;
  const permit = { audience, permitGrade };
  const wait: Wait = { config, submitted, asked, approvalId, eventId, permit, signal, deadline, onQuestion, edits };
  if (isEndedStatus(status))
    throw await ended(wait, submitted.denialReason === "APPROVAL_EXPIRED" && status === "denied" ? "expired" : status);
  if (submitted.status === "requested") options.onPending?.(submitted);
  return awaitApproval(wait);
}
