import { openText, sealText } from "@agentlattice/db";

interface OfDelivery {
  readonly dataKey: Buffer;
  readonly orgId: string;
  readonly deliveryId: string;
}

interface OfEndpoint {
  readonly dataKey: Buffer;
  readonly orgId: string;
  readonly endpointId: string;
}

type EndpointField = "url" | "secret";

/** Encrypts the body of a message with the organisation's data key. */
export function sealBody(delivery: OfDelivery, text: string): Buffer<ArrayBuffer> {
  return sealText(contextOf(delivery.dataKey, delivery.orgId, delivery.deliveryId, "body"), text);
}

export function openBody(delivery: OfDelivery, sealed: Uint8Array): string {
  return openText(contextOf(delivery.dataKey, delivery.orgId, delivery.deliveryId, "body"), sealed);
}

/** Encrypts a field of an endpoint with the organisation's data key. */
export function sealField(endpoint: OfEndpoint, field: EndpointField, text: string): Buffer<ArrayBuffer> {
  return sealText(contextOf(endpoint.dataKey, endpoint.orgId, endpoint.endpointId, field), text);
}

export function openField(endpoint: OfEndpoint, field: EndpointField, sealed: Uint8Array): string {
  return openText(contextOf(endpoint.dataKey, endpoint.orgId, endpoint.endpointId, field), sealed);
}

interface OfSubscription {
  readonly dataKey: Buffer;
  readonly orgId: string;
  readonly subscriptionId: string;
}

/** Encrypts the endpoint and the keys of a push subscription with the organisation's data key. */
export function sealSubscription({ dataKey, orgId, subscriptionId }: OfSubscription, text: string): Buffer<ArrayBuffer> {
  return sealText(contextOf(dataKey, orgId, subscriptionId, "subscription"), text);
}

export function openSubscription({ dataKey, orgId, subscriptionId }: OfSubscription, sealed: Uint8Array): string {
  return openText(contextOf(dataKey, orgId, subscriptionId, "subscription"), sealed);
}

/** The AAD of the encryption. These texts have no commitment in the log, so they have no origin. */
function contextOf(dataKey: Buffer, orgId: string, entryId: string, field: string) {
  return { dataKey, orgId, origin: "", entryId, field: `channel_${field}` };
}
