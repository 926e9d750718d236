import { coversType } from "@agentlattice/contract";
import type { ClaimedDelivery } from "@agentlattice/db";
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
  readonly event: ChannelEvent;
  /** The request that the message describes at the time of the attempt; null for a message that is written now. */
  readonly approvalId: string | null;
  /** The first attempt; absent for now. */
  readonly dueAt?: Date;
  readonly held: boolean;
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

/** Returns the endpoints that receive an event: subscribed by type, or named by the submission as its callback. */
export function planDeliveries(event: ChannelEvent, endpoints: readonly RoutedEndpoint[]): PlannedDelivery[] {
  const { kind, environment } = event.event;
  return endpoints
    .filter(({ environments }) => environment === null || environments.includes(environment))
    .filter((endpoint) => endpoint.types.some((pattern) => coversType(pattern, kind)) || isCallback(event, endpoint))
    .map(({ endpointId }) => ({ channel: "webhook", endpointId, userId: null, event, approvalId: null, held: false }));
}

function isCallback({ event, approval }: ChannelEvent, { kind, name }: RoutedEndpoint): boolean {
  return (
    kind === "webhook" &&
    ENDS_WAITING.has(event.kind) &&
    approval !== null &&
    approval.view.status !== "pending" &&
    approval.submission?.callback === name
  );
}
