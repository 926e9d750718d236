import { messageOf, notify } from "../notify.ts";
import type { GateResult, Outcome, ReportResult, Usage } from "../results.ts";
import { checkOptions } from "../transport/check-options.ts";
import type { Config } from "../transport/config.ts";
import { mintEventId } from "../transport/event-id.ts";
import { idSegment } from "../transport/ids.ts";
import { readReportResult } from "../transport/read-result.ts";
import { send } from "../transport/send.ts";
import type { ActionOptions, GuardOptions } from "./action-options.ts";
import { replaceFields } from "./apply-obligations.ts";
import { gateAction } from "./gate.ts";
import { isStream, meterStream, type StreamEnd } from "./stream-usage.ts";
import { findUsage, toWireUsage } from "./usage.ts";

const MAX_MESSAGE_CHARS = 8 * 1024;

/** Sends `POST /actions/{id}/report`. All attempts have the same idempotency key, so they create one entry. */
export async function reportOutcome(config: Config, auditEventId: string, outcome: Outcome): Promise<ReportResult> {
  const { status, message, metadata, usage } = outcome;
  const answer = await send(config, {
    method: "POST",
    path: `/actions/${idSegment("evt", auditEventId)}/report`,
    body: {
      status,
      message: message === undefined ? undefined : toValidMessage(message),
      metadata,
      usage: usage && toWireUsage(usage),
    },
    headers: { "idempotency-key": mintEventId() },
  });
  return readReportResult(answer.body);
}

/** Gates, runs and reports an action. The function's result or error is always returned; `onReportError` receives a failed report. */
export async function guardAction<T>(
  config: Config,
  actionType: string,
  fn: (result: GateResult, effective: ActionOptions) => T | Promise<T>,
  options: GuardOptions<T>,
): Promise<T> {
  const { usageOf, onReportError = logFailure } = options;
  const result = await gateAction(config, actionType, options, takesEffective(fn));
  // The report is not aborted with the action, so that the ledger has the outcome.
  const report = async (outcome: Outcome, readUsage: () => Usage | undefined) => {
    try {
      const usage = readValidUsage(readUsage, onReportError);
      await reportOutcome(config, result.auditEventId, { ...outcome, ...(usage ? { usage } : {}) });
    } catch (error) {
      notify(onReportError, error);
    }
  };
  let value: T;
  try {
    value = await fn(result, replaceFields(options, result));
  } catch (error) {
    await report({ status: "failure", message: messageOf(error) }, () => findUsage(error));
    throw error;
  }
  if (usageOf === undefined && isStream(value))
    return meterStream(value, (usage, end) => report(outcomeOf(end), () => usage.read(options.usage?.inputTokens)));
  await report({ status: "success" }, () => (usageOf ? usageOf(value) : findUsage(value)));
  return value;
}

function outcomeOf(end: StreamEnd): Outcome {
  if (end.how === "failed") return { status: "failure", message: messageOf(end.error) };
  return end.how === "complete" ? { status: "success" } : { status: "partial", message: "The reader left the stream before its end." };
}

/** Returns true when the function declares the parameter with the approved values, so that reviewers may change them. */
function takesEffective(fn: { readonly length: number }): boolean {
  return fn.length >= 2;
}

/** Returns the cost when it is valid. An invalid cost is reported to `onError`, and the outcome is reported without it. */
function readValidUsage(readUsage: () => Usage | undefined, onError: (error: unknown) => void): Usage | undefined {
  try {
    const usage = readUsage();
    if (usage !== undefined) checkOptions("usageOf", { usage });
    return usage;
  } catch (error) {
    notify(onError, error);
    return undefined;
  }
}

function logFailure(error: unknown): void {
  console.error(`AgentLattice: the action ran, but its outcome could not be reported: ${messageOf(error)}`);
}

/** Cuts a message to the server's limit and replaces lone surrogates, which the API refuses. */
function toValidMessage(message: string): string {
  return message.slice(0, MAX_MESSAGE_CHARS).replace(/\p{Surrogate}/gu, "\ufffd");
}
