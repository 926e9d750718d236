import { CHAT_TYPES, type CreatedWebhook, MAX_ENDPOINTS, type WebhookInput } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import type { AuditedWork, OrgClient } from "@agentlattice/db";
import type { z } from "zod";
import { actorOf } from "../../audit/config-entry.ts";
import type { Deps } from "../../deps.ts";
import { AppError } from "../../http/app-error.ts";
import type { Once } from "../../http/idempotency.ts";
import type { PersonPrincipal } from "../../http/principal.ts";
import { openCursor } from "../outbox/open-cursor.ts";
import { sealField } from "../seal-channel.ts";
import { channelEntry } from "./channel-entry.ts";
import { mintSecret, slackLink, toWebhook } from "./endpoint-row.ts";
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
  const { kind } = input;
  const url = input.url ?? slackLink(input.channel ?? "");
  if (kind !== "slack") await requireTarget(deps, url);
  const { data: dataKey } = await deps.database.keysOf(orgId);
  return once(async ({ client, now }): Promise<AuditedWork<CreatedWebhook>> => {
    const endpointId = deps.newId();
    const name = input.name ?? `${kind}-${encodeId("whk", endpointId).slice(-NAME_CHARACTERS)}`;
    await requireBelowLimit(client, orgId);
    await requireFreeName(client, { orgId, kind, name });
    await openCursor(client, orgId);
    const secret = input.token ?? mintSecret();
    const endpoint = { dataKey, orgId, endpointId };
    const row = await client.endpoint.create({
      data: {
        orgId,
        endpointId,
        kind,
        name,
        url: sealField(endpoint, "url", url),
        types: input.types ?? [...CHAT_TYPES],
        environments: input.environments,
        secret: sealField(endpoint, "secret", secret),
        createdAt: new Date(now),
        madeByUserId: principal.userId,
      },
    });
    return {
      result: { ...toWebhook(dataKey, row, now), secret: kind === "webhook" ? secret : null },
      entries: [channelEntry(deps, { endpointId, kind, change: "created", actor: actorOf(principal) })],
      // Submissions may name the webhook from now on.
      changesAnswers: true,
    };
  });
}

async function requireBelowLimit(client: OrgClient, orgId: string): Promise<void> {
  if ((await client.endpoint.count({ where: { orgId } })) >= MAX_ENDPOINTS)
    throw new AppError("CHANNEL_LIMIT", { detail: `An organisation has at most ${MAX_ENDPOINTS} endpoints. Delete one first.` });
}

interface NewName {
  readonly orgId: string;
  readonly kind: string;
  readonly name: string;
  /** The endpoint that may have the name already. */
  readonly except?: string;
}

/** @throws AppError NAME_TAKEN when another endpoint of the kind has the name */
export async function requireFreeName(client: OrgClient, { orgId, kind, name, except }: NewName): Promise<void> {
  const taken = await client.endpoint.findFirst({ where: { orgId, kind, name } });
  if (taken && taken.endpointId !== except)
    throw new AppError("NAME_TAKEN", { detail: "Another endpoint has this name. Choose another name, or change that endpoint." });
}
