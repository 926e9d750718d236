import { randomBytes } from "node:crypto";
import { ENDPOINT_KINDS, type Environment, type Webhook } from "@agentlattice/contract";
import { decodeId, encodeId } from "@agentlattice/core";
import type { OrgClient } from "@agentlattice/db";
import { AppError } from "../../http/app-error.ts";
import { openField } from "../seal-channel.ts";

export type EndpointRow = NonNullable<Awaited<ReturnType<OrgClient["endpoint"]["findFirst"]>>>;

const SECRET_BYTES = 24;
const HINT_CHARACTERS = 4;
const HINT_PREFIX = { webhook: "whsec_", teams: "", slack: "xoxb-" } as const satisfies Record<Webhook["kind"], string>;

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

/** Number of characters from which a part of a path may be a token. */
const TOKEN_CHARACTERS = 20;

/**
 * Returns the URL of an endpoint as it is shown. INVARIANT: no credential is shown. Whoever knows the URL of a Teams Workflow can post to its
 * channel, so only its host and its end are shown. Of other URLs, the values of the query and long parts of the path are hidden.
 */
export function shownUrl(kind: Webhook["kind"], url: string): string {
  if (kind === "slack") return url;
  const { origin, pathname, searchParams, hash } = new URL(url);
  const endOf = (text: string) => `...${text.slice(-HINT_CHARACTERS)}`;
  if (kind === "teams") return `${origin}/${endOf(url)}`;
  const path = pathname
    .split("/")
    .map((part) => (part.length >= TOKEN_CHARACTERS ? endOf(part) : part))
    .join("/");
  const query = [...searchParams].map(([name, value]) => (value === "" ? "..." : `${encodeURIComponent(name)}=...`)).join("&");
  return path === pathname && query === "" && hash === "" ? url : `${origin}${path}${query && `?${query}`}`;
}

/** Returns the link to a Slack channel, which is stored as the URL of its endpoint. */
export function slackLink(channel: string): string {
  return `https://slack.com/app_redirect?channel=${channel}`;
}

/** Returns the id of the channel of a Slack endpoint. */
export function openSlackChannel(dataKey: Buffer, endpoint: EndpointRow): string {
  return new URL(openUrl(dataKey, endpoint)).searchParams.get("channel") ?? "";
}

export function kindOf({ kind }: Pick<EndpointRow, "kind">): Webhook["kind"] {
  const found = ENDPOINT_KINDS.find((one) => one === kind);
  if (!found) throw new Error("the database checks the kinds of endpoints");
  return found;
}

/** Finds an endpoint by its wire id. @throws AppError NOT_FOUND */
export async function findWebhook(client: OrgClient, orgId: string, id: string | undefined): Promise<EndpointRow> {
  const endpointId = decodeId("whk", id ?? "");
  const row = endpointId && (await client.endpoint.findFirst({ where: { orgId, endpointId } }));
  if (!row) throw new AppError("NOT_FOUND", { detail: "There is no such webhook. GET /webhooks lists them." });
  return row;
}

/** Converts a webhook to its wire format. @param now ms since the epoch */
export function toWebhook(dataKey: Buffer, row: EndpointRow, now: number): Webhook {
  const iso = (at: Date | null) => at?.toISOString() ?? null;
  const kind = kindOf(row);
  const url = openUrl(dataKey, row);
  // The credential of a Teams channel is its URL.
  const secret = kind === "teams" ? url : openSecret(dataKey, row, row.secret);
  const isOverlapping = row.previousUntil !== null && row.previousUntil.getTime() > now;
  return {
    id: encodeId("whk", row.endpointId),
    kind,
    name: row.name,
    url: shownUrl(kind, url),
    types: row.types,
    environments: row.environments as Environment[],
    enabled: row.enabled,
    secret_hint: `${HINT_PREFIX[kind]}…${secret.slice(-HINT_CHARACTERS)}`,
    previous_secret_until: isOverlapping ? iso(row.previousUntil) : null,
    failing_since: iso(row.failingSince),
    gone_at: iso(row.goneAt),
    last_delivered_at: iso(row.deliveredAt),
    created_at: row.createdAt.toISOString(),
  };
}
