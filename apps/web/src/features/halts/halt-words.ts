import type { Halt, HaltScope } from "@agentlattice/contract";
import type { GateState } from "#components/ui/gate-mark.tsx";

/** The state of a halt. `requested` and `confirmed` are different: only acknowledgements confirm. */
const STATUS: Readonly<Record<Halt["status"], { readonly word: string; readonly mark: GateState }>> = {
  requested: { word: "Requested", mark: "hold" },
  confirmed: { word: "Confirmed stopped", mark: "deny" },
  resumed: { word: "Resumed", mark: "allow" },
};

/** Returns the status of a halt as text. It counts disconnected clients separately, because it is unknown whether they have stopped. */
export function statusOf({ status, disconnected_count }: Pick<Halt, "disconnected_count" | "status">): (typeof STATUS)[Halt["status"]] {
  return status === "confirmed" && disconnected_count > 0 ? { ...STATUS.confirmed, word: "Connected clients stopped" } : STATUS[status];
}

/** Returns the scope of a halt in words: `refund.* in prod`. */
export function nameScope(scope: HaltScope, agentName: string | null): string {
  if ("organisation" in scope) return "the organisation";
  if ("agent" in scope) return agentName ?? scope.agent;
  if ("action" in scope) return scope.environment === undefined ? scope.action : `${scope.action} in ${scope.environment}`;
  return scope.environment;
}

export const nameHalt = ({ scope, agent_name }: Pick<Halt, "agent_name" | "scope">) => nameScope(scope, agent_name);

/** Returns how many of the notified clients have confirmed. */
export function confirmedOf({
  acknowledged_count,
  outstanding_count,
  disconnected_count,
}: Pick<Halt, "acknowledged_count" | "outstanding_count" | "disconnected_count">): string {
  const requested = acknowledged_count + outstanding_count;
  const disconnected = disconnected_count === 0 ? "" : `, ${disconnected_count} disconnected`;
  return requested + disconnected_count === 0
    ? "No clients were connected"
    : `${acknowledged_count} of ${requested} confirmed stopped${disconnected}`;
}

/** Formats the time from the request to an acknowledgement: `0.61 s`. */
export function formatAfter(ms: number): string {
  return `${(ms / 1_000).toFixed(2)} s`;
}

/** Returns the name of the person who requested a halt, or what did. */
export function requesterOf({ requested_by, policy_id }: Pick<Halt, "requested_by" | "policy_id">): string {
  return requested_by?.name ?? (policy_id === null ? "Drill" : "Policy");
}
