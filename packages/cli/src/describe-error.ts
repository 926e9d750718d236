import { AgentLatticeDeniedError, AgentLatticeError, AgentLatticeTimeoutError, type ConditionResult } from "@agentlattice/sdk";
import { escapeText } from "./escape-text.ts";

/** Why not, and what would help: one line each. Server and reviewer text is escaped. */
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

/** The line that names the page of an approval. */
function pageOf({ approvalUrl }: AgentLatticeDeniedError | AgentLatticeTimeoutError): string[] {
  return approvalUrl === undefined ? [] : [`  approval  ${escapeText(approvalUrl)}`];
}

function describeDenial(error: AgentLatticeDeniedError): string[] {
  const policy = error.policy === undefined ? [] : [`  policy    ${escapeText(error.policy)}`];
  const failed = error.conditions.filter(({ result }) => !result);
  return [`  reason    ${escapeText(error.reason)}`, ...policy, ...failed.map(describeCondition), ...pageOf(error)];
}

function describeCondition({ field, operator, expected, actual, remedy }: ConditionResult): string {
  const found = actual === null ? "nothing was known" : `found ${short(actual)}`;
  return `  because   ${escapeText(field)} ${escapeText(operator)} ${short(expected)}: ${found}${remedy ? `. ${escapeText(remedy)}` : ""}`;
}

function short(value: unknown): string {
  const text = JSON.stringify(value);
  return escapeText(text.length > 80 ? `${text.slice(0, 79)}…` : text);
}
