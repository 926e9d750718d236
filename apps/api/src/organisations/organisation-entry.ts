import { encodeId } from "@agentlattice/core";
import type { Actor } from "@agentlattice/core/ledger";
import type { EntryData } from "@agentlattice/core/ledger/schemas";
import type { SettledEntry } from "@agentlattice/core/settle";
import { configEntry } from "../audit/config-entry.ts";

interface OrganisationChange {
  /** UUIDs. */
  readonly id: string;
  readonly orgId: string;
  readonly actor: Actor;
  readonly data: Omit<EntryData<"organisation.changed">, "organisation" | "event_types">;
  readonly payloads?: SettledEntry["payloads"];
}

/** Returns the entry of a change of the organisation itself. */
export function organisationEntry({ id, orgId, actor, data, payloads = [] }: OrganisationChange): SettledEntry {
  const organisation = encodeId("org", orgId);
  return configEntry({
    id,
    kind: "organisation.changed",
    actor,
    subject: { type: "organisation", id: organisation },
    data: { organisation, ...data } as EntryData<"organisation.changed">,
    payloads,
  });
}
