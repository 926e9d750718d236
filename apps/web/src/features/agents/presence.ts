import type { Agent } from "@agentlattice/contract";
import type { GateState } from "#components/ui/gate-mark.tsx";
import { formatDuration } from "#lib/format/time.ts";

const RECENTLY_MS = 5 * 60_000;

/** The presence of an agent: from its heartbeats, or from its requests if it sends none. */
export interface Presence {
  readonly word: "Disabled" | "Halted" | "Idle" | "Live" | "Never seen" | "Running" | "Unresponsive" | "Waiting for approval";
  readonly tone: string;
  readonly hollow: boolean;
  /** An explanation of the word, if there is one. */
  readonly detail: string | null;
}

type Seen = Pick<Agent, "last_seen_at" | "presence" | "record" | "status">;

/** Derives the presence. @param now server time, in milliseconds */
export function presenceOf({ status, record, presence, last_seen_at }: Seen, now: number): Presence {
  const isWaiting = record !== undefined && record.waiting > 0;
  const quiet = { tone: "text-ink-3", hollow: true, detail: null };
  if (status === "disabled") return { word: "Disabled", ...quiet };
  if (presence.status === "halted") return { word: "Halted", tone: "text-deny", hollow: false, detail: null };
  if (presence.status === "live")
    return { word: "Live", tone: "text-allow", hollow: false, detail: activityOf(isWaiting, presence.run_id) };
  if (presence.status === "unresponsive") {
    const silent =
      presence.seen_at === null ? null : `no heartbeat for ${formatDuration(floorToMinute(now - Date.parse(presence.seen_at)))}`;
    return { word: "Unresponsive", tone: "text-hold", hollow: false, detail: silent };
  }
  if (isWaiting) return { word: "Waiting for approval", tone: "text-hold", hollow: false, detail: null };
  if (last_seen_at === null) return { word: "Never seen", ...quiet };
  const isRecent = presence.client_count === 0 && now - Date.parse(last_seen_at) < RECENTLY_MS;
  return isRecent ? { word: "Running", tone: "text-allow", hollow: false, detail: null } : { word: "Idle", ...quiet };
}

function activityOf(isWaiting: boolean, runId: string | null): string | null {
  if (isWaiting) return "waiting for approval";
  return runId === null ? null : "in a run";
}

const MINUTE_MS = 60_000;
const floorToMinute = (ms: number) => Math.max(MINUTE_MS, Math.floor(ms / MINUTE_MS) * MINUTE_MS);

/** The label and mark of each policy decision. */
export const DECISION: Record<"executed" | "denied" | "requested", { mark: GateState; word: string }> = {
  executed: { mark: "allow", word: "executed" },
  requested: { mark: "hold", word: "approval requested" },
  denied: { mark: "deny", word: "denied" },
};
