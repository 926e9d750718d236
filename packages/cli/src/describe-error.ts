import { AgentLatticeDeniedError, AgentLatticeError, AgentLatticeTimeoutError, type ConditionResult } from "@agentlattice/sdk";
import { escapeText } from "./escape-text.ts";
import { shortJson } from "./terminal/printable-json.ts";

/** Returns lines that explain an error and its remedy. Text from servers and reviewers is escaped. */
export function describeError(error: unknown, eventId: string): string[] {
  const message = escapeText(error instanceof Error ? error.message : String(error));
  if (error instanceof AgentLatticeDeniedError) return [`Denied: ${message}`, ...describeDenial(error)];
  if (error instanceof AgentLatticeTimeoutError) {
    return error.code === "GATE_TIMEOUT"
      ? [`No decision in time. The request is still open; continue waiting with --event-id ${escapeText(eventId)}`, ...pageOf(error)]
      : [`Expired: ${message}`];
  }
  if (!(error instanceof AgentLatticeError)) return [message];
  const fields = (error.details.errors ?? []).map(({ path, message: what }) => `  ${escapeText(path)}: ${escapeText(what)}`);
  const request = error.requestId === undefined ? "" : `, request ${escapeText(error.requestId)}`;
  return [`${message} (${escapeText(error.code)}${request})`, ...fields];
}

/** Returns the line with the console page of an approval. */
function pageOf({ approvalUrl }: AgentLatticeDeniedError | AgentLatticeTimeoutError): string[] {
  return approvalUrl === undefined ? [] : [`  approval  ${escapeText(approvalUrl)}`];
}

function describeDenial(error: AgentLatticeDeniedError): string[] {
  const policy = error.policy === undefined ? [] : [`  policy    ${escapeText(error.policy)}`];
  const failed = error.conditions.filter(({ result }) => !result);
  return [`  reason    ${escapeText(error.reason)}`, ...policy, ...failed.map(describeCondition), ...pageOf(error)];
}

/** Returns the line about a condition that does not hold. */
export function describeCondition({ field, operator, expected, actual, remedy }: ConditionResult): string {
  const found = actual === null ? "no value was given" : `found ${shortJson(actual)}`;
  return `  because   ${escapeText(field)} ${escapeText(operator)} ${shortJson(expected)}: ${found}${remedy ? `. ${escapeText(remedy)}` : ""}`;
}
