import { AgentLatticeError } from "../errors.ts";
import type { ActionResult, GateResult } from "../results.ts";
import { cancelOnAbort } from "../transport/cancel-on-abort.ts";
import { now } from "../transport/clock.ts";
import type { Config } from "../transport/config.ts";
import { idSegment } from "../transport/ids.ts";
import { readActionResult } from "../transport/read-result.ts";
import { send } from "../transport/send.ts";
import type { OnQuestion, PermitGrade } from "./action-options.ts";
import { getApproval } from "./approvals.ts";
import { awaitApproval } from "./await-approval.ts";

/** Options of `wait`. */
export interface WaitOptions {
  /** Binds the permit to the party that will consume or verify it. Required for an offline permit. */
  audience?: string;
  /** The kind of permit, as in `gate`. */
  permitGrade?: PermitGrade;
  /** Called when a reviewer asks a question during the wait, as in `gate`. */
  onQuestion?: OnQuestion;
  /** Aborts the wait, which then rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Withdraws the request when the signal aborts the wait. Default `false`: it stays open. */
  cancelOnAbort?: boolean;
  /** `true` promises to act with `effective` of the result. An approval whose values a reviewer changed needs it. Default `false`. */
  edits?: false;
}

/** Waits for an existing approval and collects it. INVARIANT: as for `gate`, it resolves only with an executed action. */
export async function waitForApproval(
  config: Config,
  approvalId: string,
  options: Omit<WaitOptions, "edits">,
  edits: boolean,
): Promise<GateResult> {
  const deadline = now() + config.gatePollTimeoutMs;
  const { audience, permitGrade, signal, onQuestion } = options;
  const permit = { audience, permitGrade };
  const run = async () => {
    const { approval, asked } = await getApproval(config, approvalId, signal);
    const submitted = await readAction(config, approval.auditEventId, signal);
    if (submitted.approvalId !== approvalId)
      throw new AgentLatticeError("INVALID_RESPONSE", "The server answered with another approval than the requested one.");
    return awaitApproval({ config, submitted, asked, approvalId, eventId: undefined, permit, signal, deadline, onQuestion, edits });
  };
  return options.cancelOnAbort ? cancelOnAbort(config, signal, Promise.resolve(approvalId), run) : run();
}

/** Sends `GET /actions/{id}`. */
async function readAction(config: Config, auditEventId: string, signal: AbortSignal | undefined): Promise<ActionResult> {
  return readActionResult((await send(config, { method: "GET", path: `/actions/${idSegment("evt", auditEventId)}`, signal })).body);
}
