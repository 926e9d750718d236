import { counted } from "./earn.ts";
import { TARGETS, type Target } from "./targets.ts";

const DAY_MS = 86_400_000;
/** Minimum number of daily denials for the reason "denied often", with DENIED_SHARE of all requests. */
const DENIALS = 5;
const DENIED_SHARE = 0.25;
/** A key that ends within this time is expiring. */
const EXPIRING_MS = 7 * DAY_MS;
/** An agent without requests for this time is silent. */
const SILENT_MS = 7 * DAY_MS;

/** The recent activity of an active agent. Ids are wire ids, times milliseconds since the epoch. */
export interface RecentAgentActivity {
  readonly agent_id: string;
  readonly agent: string;
  readonly owned: boolean;
  readonly created_at: number;
  readonly last_active_at: number | null;
  /** Decisions in the last day. */
  readonly decisions: number;
  readonly denials: number;
  /** Outcomes reported in the last 30 days for actions that were not allowed. */
  readonly not_executed: number;
  /** Wildcards that no action of the last 30 days needed. */
  readonly unused_wildcards: readonly string[];
  /** The end times of its valid keys that expire. */
  readonly keys_end_at: readonly number[];
}

export type AttentionCode = "not_executed" | "denied_often" | "key_expiring" | "unused_wildcard" | "silent" | "no_owner";

export interface AttentionReason {
  readonly code: AttentionCode;
  readonly text: string;
  readonly count: number;
  readonly target: Target;
}

/** Returns the reasons to look at an agent, most pressing first. */
export function attentionFor(agent: RecentAgentActivity, now: number): AttentionReason[] {
  const open = TARGETS.agent(agent.agent_id);
  const since = new Date(now - DAY_MS).toISOString();
  const reasons: (AttentionReason | null)[] = [
    agent.not_executed > 0
      ? {
          code: "not_executed",
          text: `reported ${counted(agent.not_executed, "outcome", "outcomes")} of actions that were not allowed`,
          count: agent.not_executed,
          target: TARGETS.audit({ kind: "report.refused", agent: agent.agent_id }),
        }
      : null,
    agent.denials >= DENIALS && agent.denials >= DENIED_SHARE * agent.decisions
      ? {
          code: "denied_often",
          text: `${counted(agent.denials, "denial", "denials")} in 24 h`,
          count: agent.denials,
          target: TARGETS.audit({ kind: "action.denied", agent: agent.agent_id, from: since }),
        }
      : null,
    keyExpiring(agent, now, open),
    agent.owned ? null : { code: "no_owner", text: "no owner", count: 1, target: open },
    silent(agent, now, open),
    agent.unused_wildcards.length > 0
      ? {
          code: "unused_wildcard",
          text: `${agent.unused_wildcards.join(", ")} not used in 30 days`,
          count: agent.unused_wildcards.length,
          target: open,
        }
      : null,
  ];
  return reasons.filter((reason) => reason !== null);
}

function keyExpiring({ keys_end_at }: RecentAgentActivity, now: number, target: Target): AttentionReason | null {
  const ending = keys_end_at.filter((end) => end > now && end - now <= EXPIRING_MS);
  if (ending.length === 0) return null;
  const days = Math.floor((Math.min(...ending) - now) / DAY_MS);
  const when = days === 0 ? "within a day" : `in ${counted(days, "day", "days")}`;
  const text = ending.length === 1 ? `a key expires ${when}` : `${ending.length} keys expire, the first ${when}`;
  return { code: "key_expiring", text, count: ending.length, target };
}

function silent({ created_at, last_active_at }: RecentAgentActivity, now: number, target: Target): AttentionReason | null {
  const quiet = now - (last_active_at ?? created_at);
  if (quiet < SILENT_MS) return null;
  const days = Math.floor(quiet / DAY_MS);
  return { code: "silent", text: last_active_at === null ? "no requests yet" : `silent for ${days} days`, count: days, target };
}
