import { AgentLatticeError } from "../errors.ts";
import type { ActionResult, CheckResult } from "../results.ts";
import type { Config } from "../transport/config.ts";
import { readActionResult, readCheckResult } from "../transport/read-result.ts";
import { requestIdOf, send } from "../transport/send.ts";
import { toActionInput } from "./action-input.ts";
import type { ActionOptions, CheckOptions } from "./action-options.ts";
import { obligationsToDeclare } from "./edits.ts";
import { sendSubmission } from "./sign-submission.ts";

/** The answer to a submission. `asked` holds the details for errors that follow from it. */
export interface Submitted {
  readonly result: ActionResult;
  readonly asked: { readonly requestId?: string };
}

/** Sends `POST /actions`. @throws AgentLatticeError when there is no answer that can be acted on */
export async function submitAction(
  config: Config,
  actionType: string,
  options: ActionOptions & { signal?: AbortSignal },
  eventId: string,
  edits: boolean,
): Promise<Submitted> {
  const answer = await sendSubmission(config, {
    method: "POST",
    path: "/actions",
    body: toActionInput(actionType, { ...options, supports: obligationsToDeclare(options, config, edits) }),
    headers: { "x-al-event-id": eventId },
    signal: options.signal,
  });
  const result = readActionResult(answer.body);
  assertSameAction(result.actionType, actionType);
  return { result, asked: requestIdOf(answer.headers) };
}

/** Sends `POST /actions/check`. */
export async function checkAction(config: Config, actionType: string, options: CheckOptions): Promise<CheckResult> {
  const answer = await send(config, {
    method: "POST",
    path: "/actions/check",
    body: toActionInput(actionType, { ...options, supports: obligationsToDeclare(options, config, false) }),
    signal: options.signal,
  });
  return readCheckResult(answer.body);
}

/** INVARIANT: an answer about another action is never taken as permission for this one. */
export function assertSameAction(answered: string, asked: string): void {
  if (answered !== asked)
    throw new AgentLatticeError("INVALID_RESPONSE", "The server answered with another action than the submitted one.");
}
