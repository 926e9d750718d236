import type { CreatedKey } from "@agentlattice/contract";
import { type AuditedContext, type AuditedWork, sha256 } from "@agentlattice/db";
import type { z } from "zod";
import type { Deps } from "../deps.ts";
import { mintApiKey } from "../http/api-key.ts";
import type { Principal } from "../http/principal.ts";
import { keyEntry } from "./key-entry.ts";
import { readCreators, toKey } from "./to-key.ts";

export interface NewKey {
  readonly agentId: string | null;
  readonly name: string;
  readonly environment: "prod" | "staging" | "dev";
  readonly scopes: readonly string[];
  /** Lifetime in seconds. */
  readonly expiresIn: number | undefined;
  /** UUID of the key that this one replaces. */
  readonly replaces?: string;
}

/**
 * Generates and stores a key. Cached configurations stay valid, because none of them contains the key.
 * INVARIANT: only the SHA-256 is stored. The key appears in plain text only in the returned value.
 */
export async function mintKey(
  deps: Pick<Deps, "database" | "newId">,
  principal: Principal,
  context: AuditedContext,
  key: NewKey,
): Promise<AuditedWork<z.output<typeof CreatedKey>>> {
  const { client, now, seals } = context;
  const apiKey = mintApiKey(key.environment);
  const sealed = {
    keyId: deps.newId(),
    agentId: key.agentId,
    environment: key.environment,
    scopes: [...key.scopes],
    keyHash: Buffer.from(sha256(Buffer.from(apiKey))),
    expiresAt: key.expiresIn === undefined ? null : new Date(now + key.expiresIn * 1000),
    revokedAt: null,
    madeByUserId: keyCreatorOf(principal),
  };
  const row = await client.apiKey.create({
    data: { orgId: principal.scope.orgId, ...sealed, name: key.name, createdAt: new Date(now), seal: seals.apiKey(sealed) },
  });
  const entry = await keyEntry(deps, principal, context, row, { kind: "key.created", ...(key.replaces && { replaces: key.replaces }) });
  const creators = await readCreators(client, row.orgId, [row]);
  return { result: { ...toKey(row, { principal, now, creators }), api_key: apiKey }, entries: [entry], changesAnswers: false };
}

/** Returns the person responsible for a key that this principal creates: the person, or the creator of the organisation key; null for an agent. */
export function keyCreatorOf(principal: Principal): string | null {
  if (principal.kind === "person") return principal.userId;
  return principal.kind === "org_key" ? principal.keyCreatedBy : null;
}
