import type { Webhook, WebhookPatch } from "@agentlattice/contract";
import type { Actor } from "@agentlattice/core/ledger";
import type { SettledEntry } from "@agentlattice/core/settle";
import type { OrgClient } from "@agentlattice/db";
import type { z } from "zod";
import { actorOf } from "../../audit/config-entry.ts";
import type { Deps } from "../../deps.ts";
import { AppError } from "../../http/app-error.ts";
import type { PersonPrincipal } from "../../http/principal.ts";
import { sealField } from "../seal-channel.ts";
import { channelEntry } from "./channel-entry.ts";
import { requireFreeName } from "./create-webhook.ts";
import { type EndpointRow, findWebhook, kindOf, openUrl, shownUrl, toWebhook } from "./endpoint-row.ts";
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
  const { name, types, environments, enabled } = patch;
  const url = patch.url === undefined ? undefined : await newUrl({ principal, id, deps, dataKey, url: patch.url });
  const { result } = await deps.database.audited(principal.scope, async ({ client, now }) => {
    const found = await findWebhook(client, orgId, id);
    const { endpointId } = found;
    if (name !== undefined) await requireFreeName(client, { orgId, kind: found.kind, name, except: endpointId });
    const row = await client.endpoint.update({
      where: { orgId_endpointId: { orgId, endpointId } },
      data: {
        ...(url === undefined ? {} : { url: sealField({ dataKey, orgId, endpointId }, "url", url), madeByUserId: principal.userId }),
        ...(name === undefined ? {} : { name }),
        ...(types === undefined ? {} : { types }),
        ...(environments === undefined ? {} : { environments }),
        ...(enabled === undefined ? {} : { enabled, goneAt: null }),
      },
    });
    const entries = [channelEntry(deps, { endpointId, kind: kindOf(found), change: "changed", actor: actorOf(principal) })];
    return { result: toWebhook(dataKey, row, now), entries, changesAnswers: true };
  });
  return result;
}

/** Returns the checked URL, or undefined when it is the one that answers show: that keeps the stored URL. @throws AppError INVALID_REQUEST, EGRESS_REFUSED */
async function newUrl({ principal, id, deps, dataKey, url }: Omit<ChangeWebhookInput, "patch"> & { dataKey: Buffer; url: string }) {
  const found = await deps.database.inOrg(principal.scope, (client) => findWebhook(client, principal.scope.orgId, id));
  const kind = kindOf(found);
  if (kind === "slack")
    throw new AppError("INVALID_REQUEST", { detail: "A Slack channel has no URL. Delete it, and add the other channel." });
  if (url === shownUrl(kind, openUrl(dataKey, found))) return undefined;
  await requireTarget(deps, url);
  return url;
}

/** Deletes a webhook with its deliveries. @throws AppError NOT_FOUND */
export async function deleteWebhook({ principal, id, deps }: Omit<ChangeWebhookInput, "patch">): Promise<void> {
  const { orgId } = principal.scope;
  await deps.database.audited(principal.scope, async ({ client }) => {
    const found = await findWebhook(client, orgId, id);
    const entry = await removeEndpoint(deps, client, found, actorOf(principal));
    return { result: null, entries: [entry], changesAnswers: true };
  });
}

/** Deletes an endpoint with its deliveries and returns the entry. */
export async function removeEndpoint(deps: Deps, client: OrgClient, endpoint: EndpointRow, actor: Actor): Promise<SettledEntry> {
  const { orgId, endpointId } = endpoint;
  await client.endpoint.delete({ where: { orgId_endpointId: { orgId, endpointId } } });
  return channelEntry(deps, { endpointId, kind: kindOf(endpoint), change: "deleted", actor });
}
