import type { CreatedKey, OrgKeyInput } from "@agentlattice/contract";
import type { z } from "zod";
import type { Deps } from "../deps.ts";
import type { Once } from "../http/idempotency.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import { mintKey } from "./mint-key.ts";

export interface CreateOrgKeyInput {
  readonly principal: PersonPrincipal;
  readonly input: z.output<typeof OrgKeyInput>;
  readonly deps: Pick<Deps, "database" | "newId">;
  readonly once: Once;
}

/** Creates an organisation key with the given scopes. It is returned once. */
export function createOrgKey({ principal, input, deps, once }: CreateOrgKeyInput): Promise<z.output<typeof CreatedKey>> {
  const scopes = [...new Set(input.scopes)].sort();
  return once((context) =>
    mintKey(deps, principal, context, {
      agentId: null,
      name: input.name,
      environment: input.environment ?? "prod",
      scopes,
      expiresIn: input.expires_in,
    }),
  );
}
