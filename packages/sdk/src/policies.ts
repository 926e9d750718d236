import type { Config } from "./config.ts";
import { Fields } from "./fields.ts";
import type { Open } from "./json.ts";
import { send } from "./send.ts";

/** Options of `policies`. */
export interface PolicyListOptions {
  /** `own` (the default for an agent's key): what could concern this agent. `org`: all of the organisation. */
  scope?: "own" | "org";
  /** Where the last page ended. */
  cursor?: string;
  /** 1 to 200, default 50. */
  limit?: number;
  signal?: AbortSignal;
}

/** A policy in short. */
export interface PolicySummary {
  id: string;
  name: string;
  version: number;
  /** The first of `actions`. */
  actionType: string;
  /** Patterns of the actions it decides, such as `pr.*`. */
  actions: string[];
  effect: Open<"allow" | "approve" | "deny" | "guard">;
  approvalRequired: boolean;
  mode: Open<"enforce" | "monitor" | "report_only">;
  status: Open<"draft" | "active" | "disabled">;
  description?: string;
  owner?: string;
  risk?: Open<"low" | "medium" | "high" | "critical">;
  /** Larger than `version` while a newer draft waits. Like what follows, not told to an agent's key. */
  newestVersion?: number;
  changedAt?: string;
  hits?: PolicyHits;
  /** What the server's release does not accept in the version in force: everything is denied until that is repaired. */
  unreadable?: string;
}

/** How often a policy applied, and what it said. `shadow` counts where it only watched. */
export interface PolicyHits {
  last24h: number;
  last7d: number;
  verdicts7d: VerdictCounts;
  shadow24h: number;
  shadow7d: number;
  shadowVerdicts7d: VerdictCounts;
  lastAt: string | null;
}

/** Decisions by what one policy said. */
export interface VerdictCounts {
  allow: number;
  approve: number;
  deny: number;
  guard: number;
}

/** One page of policies. */
export interface PolicyPage {
  policies: PolicySummary[];
  hasMore: boolean;
  nextCursor: string | null;
}

/** `GET /policies`. */
export async function listPolicies(config: Config, { scope, cursor, limit, signal }: PolicyListOptions): Promise<PolicyPage> {
  const query = new URLSearchParams();
  if (scope !== undefined) query.set("scope", scope);
  if (cursor !== undefined) query.set("cursor", cursor);
  if (limit !== undefined) query.set("limit", String(limit));
  const page = new Fields((await send(config, { method: "GET", path: `/policies?${query}`, signal })).body, "policies");
  return { policies: page.list("data", readPolicy), hasMore: page.flag("has_more"), nextCursor: page.textOrNull("next_cursor") };
}

function readPolicy(fields: Fields): PolicySummary {
  return {
    id: fields.text("id"),
    name: fields.text("name"),
    version: fields.number("version"),
    actionType: fields.text("action_type"),
    actions: fields.texts("actions"),
    effect: fields.text("effect"),
    approvalRequired: fields.flag("approval_required"),
    mode: fields.text("mode"),
    status: fields.text("status"),
    ...fields.maybe("description", "description", text),
    ...fields.maybe("owner", "owner", text),
    ...fields.maybe("risk", "risk", text),
    ...fields.maybe("newest_version", "newestVersion", (from, name) => from.number(name)),
    ...fields.maybe("changed_at", "changedAt", text),
    ...fields.maybe("hits", "hits", (from, name) => from.object(name, readHits)),
    ...fields.maybe("unreadable", "unreadable", text),
  };
}

const text = (from: Fields, name: string) => from.text(name);

function readHits(fields: Fields): PolicyHits {
  return {
    last24h: fields.number("last_24h"),
    last7d: fields.number("last_7d"),
    verdicts7d: fields.object("verdicts_7d", readCounts),
    shadow24h: fields.number("shadow_24h"),
    shadow7d: fields.number("shadow_7d"),
    shadowVerdicts7d: fields.object("shadow_verdicts_7d", readCounts),
    lastAt: fields.textOrNull("last_at"),
  };
}

function readCounts(fields: Fields): VerdictCounts {
  return { allow: fields.number("allow"), approve: fields.number("approve"), deny: fields.number("deny"), guard: fields.number("guard") };
}
