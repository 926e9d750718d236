import { counted } from "./earn.ts";
import { LINKS } from "./links.ts";

const DAY_MS = 86_400_000;
/** An agent is denied often from this many denials in a day on, when they are this share of what it asked for. */
const DENIALS = 5;
const DENIED_SHARE = 0.25;
/** A key that ends within this is expiring. */
const EXPIRING_MS = 7 * DAY_MS;
/** An agent that has not asked for this long is silent. */
const SILENT_MS = 7 * DAY_MS;

/** An active agent as it was lately. Ids are wire ids, times ms since the epoch. */
export interface AgentLately {
  readonly agent_id: string;
  readonly agent: string;
  readonly owned: boolean;
  readonly created_at: number;
  readonly last_active_at: number | null;
  /** In the last day. */
  readonly decisions: number;
  readonly denials: number;
  /** Outcomes that it reported in the last 30 days of actions that were not let through. */
  readonly not_executed: number;
  /** Wildcards that no action of the last 30 days needed. */
  readonly unused_wildcards: readonly string[];
  /** When its keys that work and have an end will end. */
  readonly keys_end_at: readonly number[];
}

export type AttentionCode = "not_executed" | "denied_often" | "key_expiring" | "unused_wildcard" | "silent" | "no_owner";

export interface AttentionReason {
  readonly code: AttentionCode;
  readonly text: string;
  readonly count: number;
  readonly href: string;
}

/** Why somebody should look at an agent, most pressing first; none when nobody need. */
export function attentionFor(agent: AgentLately, now: number): AttentionReason[] {
  const open = LINKS.agent(agent.agent_id);
  const since = new Date(now - DAY_MS).toISOString();
  const reasons: (AttentionReason | null)[] = [
    agent.not_executed > 0
      ? {
          code: "not_executed",
          text: `reported ${counted(agent.not_executed, "outcome", "outcomes")} of actions that were not allowed`,
          count: agent.not_executed,
          href: LINKS.audit({ kind: "anomaly.detected", agent: agent.agent_id }),
        }
      : null,
    agent.denials >= DENIALS && agent.denials >= DENIED_SHARE * agent.decisions
      ? {
          code: "denied_often",
          text: `${counted(agent.denials, "denial", "denials")} in 24 h`,
          count: agent.denials,
          href: LINKS.audit({ kind: "action.denied", agent: agent.agent_id, from: since }),
        }
      : null,
    keyExpiring(agent, now, open),
    agent.owned ? null : { code: "no_owner", text: "no owner", count: 1, href: open },
    silent(agent, now, open),
    agent.unused_wildcards.length > 0
      ? {
          code: "unused_wildcard",
          text: `${agent.unused_wildcards.join(", ")} not used in 30 days`,
          count: agent.unused_wildcards.length,
          href: open,
        }
      : null,
  ];
  return reasons.filter((reason) => reason !== null);
}

function keyExpiring({ keys_end_at }: AgentLately, now: number, href: string): AttentionReason | null {
  const ending = keys_end_at.filter((end) => end > now && end - now <= EXPIRING_MS);
  if (ending.length === 0) return null;
  const days = Math.floor((Math.min(...ending) - now) / DAY_MS);
  const when = days === 0 ? "within a day" : `in ${counted(days, "day", "days")}`;
  const text = ending.length === 1 ? `a key ends ${when}` : `${ending.length} keys end, the first ${when}`;
  return { code: "key_expiring", text, count: ending.length, href };
}

function silent({ created_at, last_active_at }: AgentLately, now: number, href: string): AttentionReason | null {
  const quiet = now - (last_active_at ?? created_at);
  if (quiet < SILENT_MS) return null;
  const days = Math.floor(quiet / DAY_MS);
  return { code: "silent", text: last_active_at === null ? "never asked for anything" : `silent for ${days} days`, count: days, href };
}
