import type { Config } from "./transport/config.ts";
import { decode } from "./transport/decode.ts";
import type { Open } from "./transport/json.ts";
import { send } from "./transport/send.ts";
import { policyPage } from "./transport/shapes.ts";

/** Options of `policies`. */
export interface PolicyListOptions {
  /** `own`: policies that can apply to this agent, the default for an agent's key. `org`: all policies of the organisation. */
  scope?: "own" | "org";
  /** The `nextCursor` of the previous page. */
  cursor?: string;
  /** Policies per page: 1 to 200, default 50. */
  limit?: number;
  signal?: AbortSignal;
}

/** A policy without its text. */
export interface PolicySummary {
  id: string;
  name: string;
  version: number;
  /** The first item of `actions`. */
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
  /** Larger than `version` when there is a newer draft. This and the following fields are not sent to an agent's key. */
  newestVersion?: number;
  changedAt?: string;
  hits?: PolicyHits;
  /** The part of the active version that the server cannot read. Every action is denied until it is repaired. */
  unreadable?: string;
}

/** Number of decisions to which a policy applied. `shadow` counts those in monitor mode. */
export interface PolicyHits {
  last24h: number;
  last7d: number;
  verdicts7d: VerdictCounts;
  shadow24h: number;
  shadow7d: number;
  shadowVerdicts7d: VerdictCounts;
  lastAt: string | null;
}

/** Number of decisions by the verdict of one policy. */
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

/** Sends `GET /policies`. */
export async function listPolicies(config: Config, { scope, cursor, limit, signal }: PolicyListOptions): Promise<PolicyPage> {
  const query = new URLSearchParams();
  if (scope !== undefined) query.set("scope", scope);
  if (cursor !== undefined) query.set("cursor", cursor);
  if (limit !== undefined) query.set("limit", String(limit));
  const { body } = await send(config, { method: "GET", path: `/policies?${query}`, signal });
  const { data: policies, ...page } = decode(policyPage, body, "policies");
  return { policies, ...page };
}
