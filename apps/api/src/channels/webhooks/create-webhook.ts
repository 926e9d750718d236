import { type CreatedWebhook, MAX_ENDPOINTS, type WebhookInput } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import type { AuditedWork, OrgClient } from "@agentlattice/db";
import type { z } from "zod";
import type { Deps } from "../../deps.ts";
import { AppError } from "../../http/app-error.ts";
import type { Once } from "../../http/idempotency.ts";
import type { PersonPrincipal } from "../../http/principal.ts";
import { openCursor } from "../outbox/open-cursor.ts";
import { sealField } from "../seal-channel.ts";
import { channelEntry } from "./channel-entry.ts";
import { mintSecret, toWebhook } from "./endpoint-row.ts";
import { requireTarget } from "./require-target.ts";

export interface CreateWebhookInput {
  readonly principal: PersonPrincipal;
  readonly input: z.output<typeof WebhookInput>;
  readonly deps: Deps;
  readonly once: Once;
}

const NAME_CHARACTERS = 8;

/** Creates a webhook. Events after its creation are delivered. @throws AppError EGRESS_REFUSED, NAME_TAKEN, CHANNEL_LIMIT */
export async function createWebhook({ principal, input, deps, once }: CreateWebhookInput): Promise<CreatedWebhook> {
  const { orgId } = principal.scope;
  await requireTarget(deps, input.url);
  const { data: dataKey } = await deps.database.keysOf(orgId);
  return once(async ({ client, now }): Promise<AuditedWork<CreatedWebhook>> => {
    const endpointId = deps.newId();
    const name = input.name ?? `webhook-${encodeId("whk", endpointId).slice(-NAME_CHARACTERS)}`;
    await requireRoom(client, orgId);
    await requireFreeName(client, orgId, name);
    await openCursor(client, orgId);
    const secret = mintSecret();
    const endpoint = { dataKey, orgId, endpointId };
    const row = await client.endpoint.create({
      data: {
        orgId,
        endpointId,
        kind: "webhook",
        name,
        url: sealField(endpoint, "url", input.url),
        types: input.types,
        environments: input.environments,
        secret: sealField(endpoint, "secret", secret),
        createdAt: new Date(now),
      },
    });
    return {
      result: { ...toWebhook(dataKey, row, now), secret },
      entries: [channelEntry(deps, { endpointId, kind: "webhook", change: "created", principal })],
      // Submissions may name the webhook from now on.
      changesAnswers: true,
    };
  });
}

async function requireRoom(client: OrgClient, orgId: string): Promise<void> {
  if ((await client.endpoint.count({ where: { orgId } })) >= MAX_ENDPOINTS)
    throw new AppError("CHANNEL_LIMIT", { detail: `An organisation has at most ${MAX_ENDPOINTS} endpoints. Delete one first.` });
}

/** @throws AppError NAME_TAKEN when another webhook than `except` has the name */
export async function requireFreeName(client: OrgClient, orgId: string, name: string, except?: string): Promise<void> {
  const taken = await client.endpoint.findFirst({ where: { orgId, kind: "webhook", name } });
  if (taken && taken.endpointId !== except)
    throw new AppError("NAME_TAKEN", { detail: "Another webhook has this name. Choose another name, or change that webhook." });
}
