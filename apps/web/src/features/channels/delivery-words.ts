import { CHAT_TYPES, coversType, type Delivery, NOTICE_TOPICS, type Webhook } from "@agentlattice/contract";
import type { GateState } from "#components/ui/gate-mark.tsx";
import { ENVIRONMENTS } from "#features/agents/agent-words.ts";
import { plural } from "#lib/format/text.ts";
import { formatClock, formatUtcTime } from "#lib/format/time.ts";
import { TOPIC_TYPES } from "./topic-types.ts";

const OUTCOME: Readonly<Record<string, string>> = {
  REDIRECT_REFUSED: "redirect refused",
  EGRESS_REFUSED: "address not allowed",
  NAME_NOT_RESOLVED: "name not found",
  CONNECTION_FAILED: "no connection",
  TIMEOUT: "timeout",
  RESPONSE_TOO_LARGE: "response too large",
  ENDPOINT_STOPPED: "endpoint stopped",
  NOT_NEEDED: "not sent",
  MAIL_REFUSED: "refused by the mail server",
  MAIL_NOT_CONFIGURED: "no mail server",
  SLACK_REFUSED: "refused by Slack",
  SUBSCRIPTION_ENDED: "browser removed",
};

/** Returns the result of the last attempt: the response code, or the reason why there was none that counts. */
export function resultOf({ response_code, log, status }: Delivery): string {
  const last = log.at(-1);
  if (!last) return status === "failed" ? "not sent" : "waiting";
  return OUTCOME[last.outcome] ?? (response_code === null ? "sent" : String(response_code));
}

/** Returns one line about the attempts of a delivery. @param now ms since the epoch */
export function progressOf({ status, attempts, max_attempts, duration_ms, next_attempt_at }: Delivery, now: number): string {
  if (status === "delivered") return attempts === 1 ? `Delivered, ${duration_ms ?? 0} ms` : `Delivered on attempt ${attempts}`;
  if (status === "dropped") return "Not needed any more";
  if (status === "failed") return attempts === 0 ? "Too many messages were waiting" : `${plural(attempts, "attempt", "attempts")}, stopped`;
  const left = next_attempt_at === null ? 0 : Date.parse(next_attempt_at) - now;
  if (attempts === 0 || left <= 0) return "Being sent";
  return `Attempt ${Math.min(attempts, max_attempts)} of ${max_attempts}, next in ${formatClock(left)}`;
}

/** Channels to a person. A list of one endpoint does not name its channel. */
const PERSONAL: Partial<Record<Delivery["channel"], string>> = { email: "Email", push: "Push message" };

/** Returns the channel of a delivery to a person, followed by a comma; empty for an endpoint. */
export function channelOf({ channel }: Pick<Delivery, "channel">): string {
  return PERSONAL[channel] ? `${PERSONAL[channel]}, ` : "";
}

export const DELIVERY_MARK: Readonly<Record<Delivery["status"], GateState>> = {
  delivered: "allow",
  pending: "hold",
  failed: "deny",
  dropped: "idle",
};

/** Returns the types and environments of an endpoint in words. */
export function scopeOf({ kind, types, environments }: Webhook): string {
  const kinds = kind === "webhook" ? typesOf(types) : topicsOf(types);
  return `${kinds}; ${environments.length === ENVIRONMENTS.length ? "all environments" : environments.join(", ")}`;
}

function typesOf(types: readonly string[]): string {
  if (types.length === 0) return "only by name";
  return types.includes("*") ? "all types" : types.join(", ");
}

/** Returns what a chat channel announces: requests, and the topics whose types it has. */
function topicsOf(types: readonly string[]): string {
  const covers = (type: string) => types.some((pattern) => coversType(pattern, type));
  const topics = NOTICE_TOPICS.filter((topic) => TOPIC_TYPES[topic].some(covers));
  return [CHAT_TYPES.some(covers) ? "all requests" : "requests by name", ...topics].join(", ");
}

/** Returns the receiver of an endpoint: the id of a Slack channel, otherwise the URL. */
export function addressOf({ kind, url }: Pick<Webhook, "kind" | "url">): string {
  return kind === "slack" ? `Channel ${new URL(url).searchParams.get("channel") ?? ""}` : url;
}

export interface WebhookState {
  readonly mark: GateState;
  readonly text: string;
}

export function stateOf({ enabled, gone_at, failing_since, last_delivered_at }: Webhook): WebhookState {
  if (gone_at) return { mark: "deny", text: `Disabled ${formatUtcTime(gone_at)}: the receiver answered 410 Gone` };
  if (!enabled) return { mark: "idle", text: "Stopped" };
  if (failing_since) return { mark: "deny", text: `Failing since ${formatUtcTime(failing_since)}` };
  return last_delivered_at ? { mark: "allow", text: "Delivering" } : { mark: "idle", text: "No delivery yet" };
}
