import { canonicalize } from "../../ledger/jcs.ts";
import type { Facts } from "../../model/facts.ts";
import { zonedTime } from "../../model/timestamp.ts";
import type { ModuleTools } from "../../modules/module.ts";
import type { Budget } from "./limits-schema.ts";

/** The kind of subject that a limit counts for. */
export type Subject = "agent" | "session" | "run" | "organisation" | "action";

/**
 * Returns the subjects that are charged.
 * INVARIANT: an agent's action is charged to all its ancestors, so that delegation evades no limit. For the same reason sessions and runs
 * belong to the root of the delegation.
 */
export function subjectsOf(by: Subject, facts: Facts, tools: ModuleTools): string[] {
  const chain = [...facts.ancestors.map(({ id }) => id), facts.agent.id];
  const { session_id, run_id, action_type } = facts.submission;
  const within = (kind: string, id: unknown) => [`${kind}:${chain[0]}:${typeof id === "string" ? tools.fingerprint(id) : "-"}`];
  if (by === "agent") return chain;
  if (by === "session") return within("ses", session_id);
  if (by === "run") return within("run", run_id);
  return by === "organisation" ? ["org"] : [action_type];
}

/** Returns a keyed hash of the action and the tool with its arguments. */
export function hashCall({ submission }: Facts, tools: ModuleTools): string {
  const { action_type, tool, metadata } = submission;
  return tools.fingerprint(canonicalize([action_type, tool ?? metadata ?? null]));
}

const DAY_MS = 86_400_000;
const RETENTION_MS = { hour: 2 * 3_600_000, day: 2 * DAY_MS, week: 8 * DAY_MS, month: 33 * DAY_MS } as const;

/** Returns the calendar period of a budget. A budget without a calendar has one period. */
export function periodOf(per: Budget["per"], { time }: Pick<Facts, "time">): { readonly name: string; readonly expires_at: number | null } {
  if (per !== "hour" && per !== "day" && per !== "week" && per !== "month") return { name: per, expires_at: null };
  const { date, hour } = zonedTime(time.now, time.zone);
  const names = { hour: `${date}T${hour}`, day: date, week: mondayBefore(date), month: date.slice(0, 7) };
  return { name: `${per}:${names[per]}`, expires_at: Date.parse(time.now) + RETENTION_MS[per] };
}

const MINUTE_MS = 60_000;

/** Returns the calendar period around a time, or null for a budget without a calendar. */
export function periodBounds(
  per: Budget["per"],
  { now, zone }: Facts["time"],
): { readonly starts_at: number; readonly ends_at: number } | null {
  const { name, expires_at } = periodOf(per, { time: { now, zone } });
  if (expires_at === null) return null;
  const at = Math.floor(Date.parse(now) / MINUTE_MS);
  const isInside = (minute: number) => periodOf(per, { time: { now: new Date(minute * MINUTE_MS).toISOString(), zone } }).name === name;
  const most = Math.ceil((expires_at - Date.parse(now)) / MINUTE_MS);
  return { starts_at: lastInside(at, -most, isInside) * MINUTE_MS, ends_at: (lastInside(at, most, isInside) + 1) * MINUTE_MS };
}

/** Finds by bisection the last number that satisfies `isInside`. Zero satisfies it and `distance` does not. */
function lastInside(from: number, distance: number, isInside: (at: number) => boolean): number {
  let inside = 0;
  let outside = distance;
  while (Math.abs(outside - inside) > 1) {
    const middle = Math.trunc((inside + outside) / 2);
    if (isInside(from + middle)) inside = middle;
    else outside = middle;
  }
  return from + inside;
}

function mondayBefore(date: string): string {
  const at = Date.parse(`${date}T00:00:00Z`);
  const sinceMonday = (new Date(at).getUTCDay() + 6) % 7;
  return new Date(at - sinceMonday * DAY_MS).toISOString().slice(0, 10);
}

/** Hashes a text with 64-bit FNV-1a to distinguish the rules of one policy. Not used for security. */
export function shortHash(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (let i = 0; i < text.length; i++) hash = ((hash ^ BigInt(text.charCodeAt(i))) * 0x100000001b3n) & 0xffffffffffffffffn;
  return hash.toString(16).padStart(16, "0");
}
