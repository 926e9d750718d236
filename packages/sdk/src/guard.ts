import type { GuardOptions } from "./action-options.ts";
import type { Config } from "./config.ts";
import { mintEventId } from "./event-id.ts";
import { gateAction } from "./gate.ts";
import { idSegment } from "./ids.ts";
import { readReportResult } from "./read-result.ts";
import type { GateResult, Outcome, ReportResult } from "./results.ts";
import { send } from "./send.ts";
import { messageOf, tell } from "./tell.ts";
import { findUsage, toWireUsage, type Usage } from "./usage.ts";

const MAX_MESSAGE_CHARS = 8 * 1024;

/** `POST /actions/{id}/report`. The id of the report is minted once, so that its own retries are one entry. */
export async function reportOutcome(config: Config, auditEventId: string, outcome: Outcome): Promise<ReportResult> {
  const { status, message, metadata, usage } = outcome;
  const answer = await send(config, {
    method: "POST",
    path: `/actions/${idSegment("evt", auditEventId)}/report`,
    body: {
      status,
      message: message === undefined ? undefined : sendable(message),
      metadata,
      usage: usage && toWireUsage(usage),
    },
    headers: { "idempotency-key": mintEventId() },
  });
  return readReportResult(answer.body);
}

/** Gate, run, report. The function's own result or error always comes through; a report that fails is told to `onReportError`. */
export async function guardAction<T>(
  config: Config,
  actionType: string,
  fn: (result: GateResult) => T | Promise<T>,
  options: GuardOptions<T>,
): Promise<T> {
  const { usageOf = findUsage, onReportError = complain } = options;
  const result = await gateAction(config, actionType, options);
  // Not aborted with the action: what happened is on record even when the caller has lost interest.
  const report = async (outcome: Outcome, readUsage: () => Usage | undefined) => {
    try {
      const usage = attempt(readUsage, onReportError);
      await reportOutcome(config, result.auditEventId, { ...outcome, ...(usage ? { usage } : {}) });
    } catch (error) {
      tell(onReportError, error);
    }
  };
  let value: T;
  try {
    value = await fn(result);
  } catch (error) {
    await report({ status: "failure", message: messageOf(error) }, () => findUsage(error));
    throw error;
  }
  await report({ status: "success" }, () => usageOf(value));
  return value;
}

/** Reads a cost that can be sent. One that cannot is told to the listener, and the outcome is reported without it. */
function attempt(readUsage: () => Usage | undefined, onError: (error: unknown) => void): Usage | undefined {
  try {
    const usage = readUsage();
    if (usage) toWireUsage(usage);
    return usage;
  } catch (error) {
    tell(onError, error);
    return undefined;
  }
}

function complain(error: unknown): void {
  console.error(`AgentLattice: the action ran, but its outcome could not be reported: ${messageOf(error)}`);
}

/** Within the server's limit and without half characters, which the API refuses. */
function sendable(message: string): string {
  return message.slice(0, MAX_MESSAGE_CHARS).replace(/\p{Surrogate}/gu, "\ufffd");
}
