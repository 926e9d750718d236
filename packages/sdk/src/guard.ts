import type { GuardOptions } from "./action-options.ts";
import type { Config } from "./config.ts";
import { mintEventId } from "./event-id.ts";
import { gateAction } from "./gate.ts";
import { idSegment } from "./ids.ts";
import { readReportResult } from "./read-result.ts";
import type { GateResult, Outcome, ReportResult } from "./results.ts";
import { send } from "./send.ts";
import { messageOf, tell } from "./tell.ts";

const MAX_MESSAGE_CHARS = 8 * 1024;

/** `POST /actions/{id}/report`. The id of the report is minted once, so that its own retries are one entry. */
export async function reportOutcome(config: Config, auditEventId: string, outcome: Outcome): Promise<ReportResult> {
  const { status, message, metadata } = outcome;
  const answer = await send(config, {
    method: "POST",
    path: `/actions/${idSegment("evt", auditEventId)}/report`,
    body: { status, message: message === undefined ? undefined : sendable(message), metadata },
    headers: { "idempotency-key": mintEventId() },
  });
  return readReportResult(answer.body);
}

/** Gate, run, report. The function's own result or error always comes through; a report that fails is told to `onReportError`. */
export async function guardAction<T>(
  config: Config,
  actionType: string,
  fn: (result: GateResult) => T | Promise<T>,
  options: GuardOptions,
): Promise<T> {
  const result = await gateAction(config, actionType, options);
  // Not aborted with the action: what happened is on record even when the caller has lost interest.
  const report = async (outcome: Outcome) => {
    try {
      await reportOutcome(config, result.auditEventId, outcome);
    } catch (error) {
      tell(options.onReportError ?? complain, error);
    }
  };
  let value: T;
  try {
    value = await fn(result);
  } catch (error) {
    await report({ status: "failure", message: messageOf(error) });
    throw error;
  }
  await report({ status: "success" });
  return value;
}

function complain(error: unknown): void {
  console.error(`AgentLattice: the action ran, but its outcome could not be reported: ${messageOf(error)}`);
}

/** Within the server's limit and without half characters, which the API refuses. */
function sendable(message: string): string {
  return message.slice(0, MAX_MESSAGE_CHARS).replace(/\p{Surrogate}/gu, "\ufffd");
}
