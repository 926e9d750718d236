import type { Webhook, WebhookPatch } from "@agentlattice/contract";
import type { z } from "zod";
import type { Deps } from "../../deps.ts";
import { AppError } from "../../http/app-error.ts";
import type { PersonPrincipal } from "../../http/principal.ts";
import { sealField } from "../seal-channel.ts";
import { channelEntry } from "./channel-entry.ts";
import { requireFreeName } from "./create-webhook.ts";
import { findWebhook, kindOf, toWebhook } from "./endpoint-row.ts";
import { requireTarget } from "./require-target.ts";

export interface ChangeWebhookInput {
  readonly principal: PersonPrincipal;
  readonly id: string | undefined;
  readonly patch: z.output<typeof WebhookPatch>;
  readonly deps: Deps;
}

/** Changes a webhook. @throws AppError NOT_FOUND, EGRESS_REFUSED, NAME_TAKEN */
export async function changeWebhook({ principal, id, patch, deps }: ChangeWebhookInput): Promise<Webhook> {
  const { orgId } = principal.scope;
  const { data: dataKey } = await deps.database.keysOf(orgId);
  const { url, name, types, environments, enabled } = patch;
  if (url !== undefined) {
    const { kind } = await deps.database.inOrg(principal.scope, (client) => findWebhook(client, orgId, id));
    if (kind === "slack")
      throw new AppError("INVALID_REQUEST", { detail: "A Slack channel has no URL. Delete it, and add the other channel." });
    await requireTarget(deps, url);
  }
  const { result } = await deps.database.audited(principal.scope, async ({ client, now }) => {
    const found = await findWebhook(client, orgId, id);
    const { endpointId } = found;
    if (name !== undefined) await requireFreeName(client, { orgId, kind: found.kind, name, except: endpointId });
    const row = await client.endpoint.update({
      where: { orgId_endpointId: { orgId, endpointId } },
      data: {
        ...(url === undefined ? {} : { url: sealField({ dataKey, orgId, endpointId }, "url", url) }),
        ...(name === undefined ? {} : { name }),
        ...(types === undefined ? {} : { types }),
        ...(environments === undefined ? {} : { environments }),
        ...(enabled === undefined ? {} : { enabled }),
      },
    });
    const entries = [channelEntry(deps, { endpointId, kind: kindOf(found), change: "changed", principal })];
    return { result: toWebhook(dataKey, row, now), entries, changesAnswers: true };
  });
  return result;
}

/** Deletes a webhook with its deliveries. @throws AppError NOT_FOUND */
export async function deleteWebhook({ principal, id, deps }: Omit<ChangeWebhookInput, "patch">): Promise<void> {
  const { orgId } = principal.scope;
  await deps.database.audited(principal.scope, async ({ client }) => {
    const found = await findWebhook(client, orgId, id);
    const { endpointId } = found;
    await client.endpoint.delete({ where: { orgId_endpointId: { orgId, endpointId } } });
    const entries = [channelEntry(deps, { endpointId, kind: kindOf(found), change: "deleted", principal })];
    return { result: null, entries, changesAnswers: true };
  });
}
