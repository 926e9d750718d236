import { coversType } from "@agentlattice/contract";
import type { ClaimedDelivery } from "@agentlattice/db";
import { needsReview } from "../notices/release-notices.ts";
import type { ChannelEvent } from "./message.ts";

/** An endpoint as far as routing needs it. */
export interface RoutedEndpoint {
  readonly endpointId: string;
  readonly kind: string;
  readonly name: string;
  readonly types: readonly string[];
  readonly environments: readonly string[];
}

export interface PlannedDelivery {
  readonly channel: ClaimedDelivery["channel"];
  /** A delivery has an endpoint or a person. */
  readonly endpointId: string | null;
  readonly userId: string | null;
  /** The browser that receives a push message. */
  readonly subscriptionId: string | null;
  readonly event: ChannelEvent;
  /** The request that the message is about; null for other events. */
  readonly approvalId: string | null;
  /** A receiver gets one message about a subject; null when each event is a message. */
  readonly subject: string | null;
  /** The first attempt; absent for now. */
  readonly dueAt?: Date;
  readonly held: boolean;
  /** True when neither quiet hours nor digests delay the message. */
  readonly urgent: boolean;
}

/** The subject of a notification, with the fields that chat channels need. */
export interface Announced {
  /** A receiver gets one message about a subject; null when each event is a message. */
  readonly subject: string | null;
  readonly announcement: { readonly isUrgent: boolean };
}

/** Events that end an approval's wait. A callback receives them. */
const ENDS_WAITING: ReadonlySet<string> = new Set([
  "approval.decided",
  "approval.expired",
  "approval.cancelled",
  "approval.lapsed",
  "approval.revoked",
  "approval.refused",
]);

const REQUESTED = "approval.requested";
/** Events after which a chat channel asks people to decide. Slack changes the message that it has. */
const ASKS: Readonly<Record<string, readonly string[]>> = {
  teams: [REQUESTED, "approval.escalated"],
  slack: [REQUESTED],
};

/**
 * Returns the endpoints that receive an event: subscribed by type or tag, named by the policy in `notify`, or named by the submission as its
 * callback. Chat channels only receive what people are informed about.
 */
export function planDeliveries(event: ChannelEvent, endpoints: readonly RoutedEndpoint[], announced: Announced | null): PlannedDelivery[] {
  const { environment } = event.event;
  return endpoints
    .filter(({ environments }) => environment === null || environments.includes(environment))
    .filter((endpoint) => (endpoint.kind === "webhook" ? receives(event, endpoint) : asks(event, endpoint, announced !== null)))
    .map((endpoint) => ({
      channel: endpoint.kind as PlannedDelivery["channel"],
      endpointId: endpoint.endpointId,
      userId: null,
      subscriptionId: null,
      event,
      approvalId: endpoint.kind === "webhook" ? null : (event.approval?.record.approval_id ?? null),
      subject: endpoint.kind === "webhook" ? null : (announced?.subject ?? null),
      held: false,
      urgent: announced?.announcement.isUrgent ?? false,
    }));
}

function receives(event: ChannelEvent, endpoint: RoutedEndpoint): boolean {
  const { kind } = event.event;
  const isForNamed = kind === REQUESTED || needsReview(event);
  return subscribes(endpoint, event) || isCallback(event, endpoint) || (isForNamed && isNamed(namedBy(event), endpoint));
}

function asks(event: ChannelEvent, endpoint: RoutedEndpoint, isAnnounced: boolean): boolean {
  const { kind } = event.event;
  if (!event.approval) return isAnnounced && subscribes(endpoint, event);
  const isAsking = event.approval?.view.status === "pending" && ASKS[endpoint.kind]?.includes(kind);
  if (!isAsking && !needsReview(event)) return false;
  if (isForConsole(namedBy(event))) return false;
  return isNamed(namedBy(event), endpoint) || coversAny(endpoint, [isAsking ? kind : REQUESTED]);
}

/** Returns true when the policies say that people are informed in the console only. */
const isForConsole = (notify: readonly string[]) => notify.length > 0 && notify.every((channel) => channel === "console");

const subscribes = (endpoint: RoutedEndpoint, { event: { kind, event_types } }: ChannelEvent) =>
  coversAny(endpoint, [kind, ...event_types]);

const coversAny = ({ types }: RoutedEndpoint, names: readonly string[]) =>
  types.some((pattern) => names.some((name) => coversType(pattern, name)));

/** Returns true when the policies name the endpoint, as `slack:#ops`, `teams:<name>` or `webhook:<name>`. */
export function isNamed(notify: readonly string[], { kind, name }: Pick<RoutedEndpoint, "kind" | "name">): boolean {
  return notify.some((channel) => channel.replace("#", "") === `${kind}:${name}`);
}

const namedBy = ({ approval }: ChannelEvent) => approval?.record.plan.notify ?? [];

function isCallback({ event, approval }: ChannelEvent, { kind, name }: RoutedEndpoint): boolean {
  return (
    kind === "webhook" &&
    ENDS_WAITING.has(event.kind) &&
    approval !== null &&
    approval.view.status !== "pending" &&
    approval.submission?.callback === name
  );
}
