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
  status: Open<"draft" | "active">;
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
  };
}
