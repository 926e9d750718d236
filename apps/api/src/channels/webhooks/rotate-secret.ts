import type { CreatedWebhook } from "@agentlattice/contract";
import type { AuditedWork } from "@agentlattice/db";
import { actorOf } from "../../audit/config-entry.ts";
import type { Deps } from "../../deps.ts";
import { AppError } from "../../http/app-error.ts";
import type { Once } from "../../http/idempotency.ts";
import type { PersonPrincipal } from "../../http/principal.ts";
import { openField, sealField } from "../seal-channel.ts";
import { channelEntry } from "./channel-entry.ts";
import { findWebhook, mintSecret, toWebhook } from "./endpoint-row.ts";

export interface RotateSecretInput {
  readonly principal: PersonPrincipal;
  readonly id: string | undefined;
  /** Seconds during which the old secret also signs. */
  readonly overlap: number;
  readonly deps: Deps;
  readonly once: Once;
}

/** Replaces the signing secret. During the overlap messages carry a signature of each secret. @throws AppError NOT_FOUND */
export async function rotateSecret({ principal, id, overlap, deps, once }: RotateSecretInput): Promise<CreatedWebhook> {
  const { orgId } = principal.scope;
  const { data: dataKey } = await deps.database.keysOf(orgId);
  return once(async ({ client, now }): Promise<AuditedWork<CreatedWebhook>> => {
    const before = await findWebhook(client, orgId, id);
    if (before.kind !== "webhook")
      throw new AppError("NOT_FOUND", {
        detail: "Only a webhook has a signing secret. Delete this channel and add it again to change its token.",
      });
    const { endpointId } = before;
    const endpoint = { dataKey, orgId, endpointId };
    const secret = mintSecret();
    const row = await client.endpoint.update({
      where: { orgId_endpointId: { orgId, endpointId } },
      data: {
        secret: sealField(endpoint, "secret", secret),
        previousSecret: overlap > 0 ? sealField(endpoint, "secret", openField(endpoint, "secret", before.secret)) : null,
        previousUntil: overlap > 0 ? new Date(now + overlap * 1_000) : null,
      },
    });
    return {
      result: { ...toWebhook(dataKey, row, now), secret },
      entries: [channelEntry(deps, { endpointId, kind: "webhook", change: "secret_rotated", actor: actorOf(principal) })],
      changesAnswers: false,
    };
  });
}
