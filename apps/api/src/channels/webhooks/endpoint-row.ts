import { randomBytes } from "node:crypto";
import type { Environment, Webhook } from "@agentlattice/contract";
import { decodeId, encodeId } from "@agentlattice/core";
import type { OrgClient } from "@agentlattice/db";
import { AppError } from "../../http/app-error.ts";
import { openField } from "../seal-channel.ts";

export type EndpointRow = NonNullable<Awaited<ReturnType<OrgClient["endpoint"]["findFirst"]>>>;

const SECRET_BYTES = 24;
const HINT_CHARACTERS = 4;

/** Generates a signing secret of Standard Webhooks. INVARIANT: it is returned once and stored encrypted. */
export function mintSecret(): string {
  return `whsec_${randomBytes(SECRET_BYTES).toString("base64")}`;
}

export function openSecret(dataKey: Buffer, { orgId, endpointId }: EndpointRow, sealed: Uint8Array): string {
  return openField({ dataKey, orgId, endpointId }, "secret", sealed);
}

export function openUrl(dataKey: Buffer, { orgId, endpointId, url }: EndpointRow): string {
  return openField({ dataKey, orgId, endpointId }, "url", url);
}

/** Finds a webhook by its wire id. @throws AppError NOT_FOUND */
export async function findWebhook(client: OrgClient, orgId: string, id: string | undefined): Promise<EndpointRow> {
  const endpointId = decodeId("whk", id ?? "");
  const row = endpointId && (await client.endpoint.findFirst({ where: { orgId, endpointId, kind: "webhook" } }));
  if (!row) throw new AppError("NOT_FOUND", { detail: "There is no such webhook. GET /webhooks lists them." });
  return row;
}

/** Converts a webhook to its wire format. @param now ms since the epoch */
export function toWebhook(dataKey: Buffer, row: EndpointRow, now: number): Webhook {
  const iso = (at: Date | null) => at?.toISOString() ?? null;
  const isOverlapping = row.previousUntil !== null && row.previousUntil.getTime() > now;
  return {
    id: encodeId("whk", row.endpointId),
    name: row.name,
    url: openUrl(dataKey, row),
    types: row.types,
    environments: row.environments as Environment[],
    enabled: row.enabled,
    secret_hint: `whsec_…${openSecret(dataKey, row, row.secret).slice(-HINT_CHARACTERS)}`,
    previous_secret_until: isOverlapping ? iso(row.previousUntil) : null,
    failing_since: iso(row.failingSince),
    last_delivered_at: iso(row.deliveredAt),
    created_at: row.createdAt.toISOString(),
  };
}
