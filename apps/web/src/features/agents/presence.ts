import type { Agent } from "@agentlattice/contract";
import type { GateState } from "#components/ui/gate-mark.tsx";

const RECENTLY_MS = 5 * 60_000;

/** The activity of an agent, derived from its requests. */
export interface Presence {
  readonly word: "Disabled" | "Waiting for approval" | "Running" | "Idle" | "Never seen";
  readonly tone: string;
  readonly hollow: boolean;
}

/** Derives the presence. @param now server time, in milliseconds */
export function presenceOf({ status, record, last_seen_at }: Pick<Agent, "status" | "record" | "last_seen_at">, now: number): Presence {
  if (status === "disabled") return { word: "Disabled", tone: "text-ink-3", hollow: true };
  if (record && record.waiting > 0) return { word: "Waiting for approval", tone: "text-hold", hollow: false };
  if (last_seen_at === null) return { word: "Never seen", tone: "text-ink-3", hollow: true };
  const recent = now - Date.parse(last_seen_at) < RECENTLY_MS;
  return recent ? { word: "Running", tone: "text-allow", hollow: false } : { word: "Idle", tone: "text-ink-3", hollow: false };
}

/** The label and mark of each policy decision. */
export const DECISION: Record<"executed" | "denied" | "requested", { mark: GateState; word: string }> = {
  executed: { mark: "allow", word: "executed" },
  requested: { mark: "hold", word: "approval requested" },
  denied: { mark: "deny", word: "denied" },
};
