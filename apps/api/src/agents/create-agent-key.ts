import type { CreatedKey, KeyInput } from "@agentlattice/contract";
import type { z } from "zod";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { Once } from "../http/idempotency.ts";
import type { Principal } from "../http/principal.ts";
import { findAgent } from "./find-agent.ts";
import { mintKey } from "./mint-key.ts";

export interface CreateAgentKeyInput {
  readonly principal: Principal;
  readonly agentId: string;
  readonly input: z.output<typeof KeyInput>;
  readonly deps: Pick<Deps, "database" | "newId">;
  readonly once: Once;
}

/** Creates a key of an agent, which is returned once. @throws AppError NOT_FOUND, FORBIDDEN, DELEGATION_INVALID for a delegated agent */
export async function createAgentKey({ principal, agentId, input, deps, once }: CreateAgentKeyInput): Promise<z.output<typeof CreatedKey>> {
  const environment = input.environment ?? "prod";
  assertMayMint(principal, environment);
  // INVARIANT: the look-up precedes `once`, so that a replay, which returns the key again, is authorised again.
  const agent = await deps.database.inOrg(principal.scope, (client) => findAgent(client, principal, agentId));
  if (agent.rootAgentId) {
    throw new AppError("DELEGATION_INVALID", {
      detail: "A delegated agent has exactly one key, which ends with its delegation. Create a new delegation instead.",
    });
  }
  return once((context) =>
    mintKey(deps, principal, context, { agentId, name: input.name, environment, scopes: [], expiresIn: input.expires_in }),
  );
}

/** INVARIANT: a key of staging or dev cannot create keys of another environment. A key of prod can create keys of all environments. */
export function assertMayMint(principal: Principal, environment: string): void {
  if (principal.kind === "person" || principal.environment === "prod" || principal.environment === environment) return;
  throw new AppError("FORBIDDEN", {
    detail: `This key belongs to ${principal.environment} and can create keys of that environment only. Send environment: ${principal.environment}, or use a key of prod.`,
  });
}
