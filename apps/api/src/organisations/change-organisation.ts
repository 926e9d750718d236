import type { Organisation } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import { sealPayload } from "@agentlattice/db";
import { actorOf, configEntry } from "../audit/config-entry.ts";
import type { Deps } from "../deps.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import { findOrganisation, toOrganisation } from "./organisation-row.ts";

export interface ChangeOrganisationInput {
  readonly principal: PersonPrincipal;
  readonly name: string;
  readonly deps: Deps;
}

/** Renames the organisation. The new name stands in a payload of the entry, not in the leaf. */
export async function changeOrganisation({ principal, name, deps }: ChangeOrganisationInput): Promise<Organisation> {
  const { orgId } = principal.scope;
  const { result } = await deps.database.audited(principal.scope, async ({ client, origin }) => {
    const before = await findOrganisation(client, orgId);
    if (before.name === name) return { result: toOrganisation(before), entries: [], changesAnswers: false };
    const row = await client.organisation.update({ where: { orgId }, data: { name } });
    const id = deps.newId();
    const organisation = encodeId("org", orgId);
    const { data: dataKey } = await deps.database.keysOf(orgId);
    const entry = configEntry({
      id,
      kind: "organisation.changed",
      actor: actorOf(principal),
      subject: { type: "organisation", id: organisation },
      data: { organisation, change: "renamed" },
      payloads: [sealPayload({ dataKey, orgId, origin, entryId: id, field: "name" }, name)],
    });
    return { result: toOrganisation(row), entries: [entry], changesAnswers: false };
  });
  return result;
}
