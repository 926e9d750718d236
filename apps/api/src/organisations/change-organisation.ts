import type { Organisation, OrganisationPatch } from "@agentlattice/contract";
import type { ZoneChange } from "@agentlattice/core";
import type { SettledEntry } from "@agentlattice/core/settle";
import { sealPayload } from "@agentlattice/db";
import { actorOf } from "../audit/config-entry.ts";
import { eraseWords } from "../decisions/erase-words.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import { permissionRefusal } from "../http/authorise.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import { readManifest } from "../policies/read-manifest.ts";
import { organisationEntry } from "./organisation-entry.ts";
import { findOrganisation, type OrganisationRow, toOrganisation } from "./organisation-row.ts";

export interface ChangeOrganisationInput {
  readonly principal: PersonPrincipal;
  readonly patch: OrganisationPatch;
  readonly deps: Pick<Deps, "database" | "newId">;
}

type Change = { change: "renamed" } | { change: "zone"; zone: string } | { change: "text_index"; text_index: boolean };

/**
 * Changes the name or the time zone of the organisation, with an entry for each. The name is stored in a payload of its entry. The time zone
 * applies to every later decision. Switching the text index off erases its words.
 * @throws AppError FORBIDDEN, POLICY_UNAVAILABLE when what is stored cannot be trusted
 */
export async function changeOrganisation({ principal, patch, deps }: ChangeOrganisationInput): Promise<Organisation> {
  const { orgId } = principal.scope;
  const keys = await deps.database.keysOf(orgId);
  const entry = (id: string, data: Change, payloads: SettledEntry["payloads"] = []) =>
    organisationEntry({ id, orgId, actor: actorOf(principal), data, payloads });
  const { result } = await deps.database.audited(principal.scope, async ({ client, origin, now }) => {
    const before = await findOrganisation(client, orgId);
    const { name = before.name, zone = before.zone, text_index: indexed = before.textIndex === "on" } = patch;
    const textIndex = indexed ? "on" : before.textIndex === "on" ? "ending" : before.textIndex;
    const entries: SettledEntry[] = [];
    if (name !== before.name) {
      const id = deps.newId();
      entries.push(
        entry(id, { change: "renamed" }, [sealPayload({ dataKey: keys.data, orgId, origin, entryId: id, field: "name" }, name)]),
      );
    }
    if (zone !== before.zone) {
      requireOwner(principal, (await readManifest(client, orgId, keys.manifest.publicKey)).review_widenings ?? false);
      entries.push(entry(deps.newId(), { change: "zone", zone }));
    }
    if (textIndex !== before.textIndex) entries.push(entry(deps.newId(), { change: "text_index", text_index: indexed }));
    // Words that an interrupted switch-off left are not found again.
    if (indexed && before.textIndex !== "on") await client.decisionWord.deleteMany({ where: { orgId } });
    const row =
      entries.length === 0
        ? before
        : await client.organisation.update({
            where: { orgId },
            data: { name, zone, textIndex, ...(zone === before.zone ? {} : { zoneChanges: addZoneChange(before, now) }) },
          });
    return { result: toOrganisation(row), entries, changesAnswers: zone !== before.zone || textIndex !== before.textIndex };
  });
  if (patch.text_index === false) await eraseWords(deps, orgId);
  return result;
}

/** The longest period of a budget, twice: older changes of the time zone affect no running period. */
const RELEVANT_MS = 70 * 86_400_000;

/** Returns the recent changes of the time zone with one more. */
function addZoneChange({ zone, zoneChanges }: OrganisationRow, now: number): { at: number; before: string }[] {
  const earlier = zoneChanges as unknown as readonly ZoneChange[];
  return [...earlier.filter(({ at }) => at > now - RELEVANT_MS), { at: Math.floor(now), before: zone }];
}

/** Requires an owner for another time zone where widenings are reviewed, because it shifts every time window of policies. */
function requireOwner(principal: PersonPrincipal, reviewed: boolean): void {
  if (reviewed && permissionRefusal(principal, "settings:review") !== null)
    throw new AppError("FORBIDDEN", {
      detail: "Another time zone may allow more actions, and such changes are reviewed in this organisation. Ask an owner to change it.",
    });
}
