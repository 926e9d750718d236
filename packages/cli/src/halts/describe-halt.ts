import type { Halt, HaltClient } from "@agentlattice/contract";
import { escapeText } from "../escape-text.ts";
import { table } from "../terminal/columns.ts";

const STATES = {
  requested: "requested, not confirmed by every client",
  confirmed: "confirmed stopped, no client is outstanding",
  resumed: "resumed",
} as const satisfies Record<Halt["status"], string>;

/** Returns the scope of a halt in words. */
export function nameScope({ scope, agent_name }: Pick<Halt, "agent_name" | "scope">): string {
  if ("organisation" in scope) return "the organisation";
  if ("agent" in scope) return agent_name ?? scope.agent;
  if ("action" in scope) return scope.environment === undefined ? scope.action : `${scope.action} in ${scope.environment}`;
  return scope.environment;
}

/** Returns the lines that describe a halt: its state, its effect, and its clients with the outstanding ones first. */
export function describeHalt(halt: Halt): string[] {
  const { acknowledged_count: confirmed, outstanding_count: outstanding, disconnected_count: disconnected } = halt;
  const note = disconnected === 0 ? "" : `, ${disconnected} disconnected before they confirmed`;
  const requested = confirmed + outstanding;
  const lines = [
    `${halt.id}  halt of ${nameScope(halt)}`,
    `state      ${halt.status === "confirmed" && disconnected > 0 ? "connected clients confirmed stopped, none is outstanding" : STATES[halt.status]}`,
    ...(halt.reason === undefined ? [] : [`reason     ${halt.reason}`]),
    `requested  ${halt.requested_at}${requesterOf(halt)}`,
    ...(halt.resumed_at === null ? [] : [`resumed    ${halt.resumed_at}${halt.resumed_by === null ? "" : ` by ${halt.resumed_by.name}`}`]),
    `approvals  ${halt.denied} pending ended, ${halt.frozen} deadlines frozen${halt.settled ? "" : ", in progress"}`,
    requested + disconnected === 0
      ? "clients    No clients were connected."
      : `clients    ${confirmed} of ${requested} confirmed stopped${note}`,
  ].map(escapeText);
  const clients = [...halt.outstanding, ...halt.acknowledged, ...halt.disconnected];
  return clients.length === 0
    ? lines
    : [...lines, ...table([["AGENT", "CLIENT", "VERSION", "STATE"], ...clients.map(cells)], (text) => text)];
}

function requesterOf({ requested_by, policy_id }: Halt): string {
  if (requested_by !== null) return ` by ${requested_by.name}`;
  return policy_id ? ` by the policy ${policy_id}` : "";
}

function cells({ agent_name, client_id, client, acknowledged_at, after_ms }: HaltClient): string[] {
  const state = acknowledged_at === null ? "requested, not confirmed" : `confirmed after ${((after_ms ?? 0) / 1000).toFixed(2)} s`;
  return [agent_name, client_id, client ?? "–", state].map(escapeText);
}
