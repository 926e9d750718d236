import type { RevealResult } from "@agentlattice/contract";
import { decodeId, encodeId } from "@agentlattice/core";
import { readPayloads, sealPayload } from "@agentlattice/db";
import { PLACEHOLDERS } from "../actions/decision-payload.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { Principal } from "../http/principal.ts";
import { actorOf, configEntry } from "./config-entry.ts";
import { findEntry } from "./find-entry.ts";
import { storedEntry } from "./stored-entry.ts";

interface RevealCall {
  readonly principal: Principal;
  /** Id (`evt_…`) or seq of the entry. */
  readonly name: string;
  readonly reason: string | undefined;
  readonly deps: Pick<Deps, "database" | "newId">;
}

/**
 * Returns the values behind the placeholders of an entry.
 * INVARIANT: the access is committed to the ledger before any value is returned.
 * @throws AppError NOT_FOUND
 */
export async function revealPlaceholders({ principal, name, reason, deps }: RevealCall): Promise<RevealResult> {
  const { scope } = principal;
  const { orgId } = scope;
  const leaf = storedEntry((await findEntry(deps, principal, name)).bytes);
  const entryId = decodeId("evt", leaf.id) as string;
  const { data: dataKey } = await deps.database.keysOf(orgId);
  const log = { orgId, origin: leaf.log, dataKey };
  const payloads = await deps.database.inOrg(scope, (client) => readPayloads(client, log, [entryId]));
  const values = payloads.get(entryId)?.[PLACEHOLDERS] as Record<string, string> | undefined;
  if (!values)
    throw new AppError("NOT_FOUND", { detail: "This entry has no placeholders, or their values were erased. They cannot be restored." });
  const placeholders = Object.entries(values).map(([placeholder, value]) => ({ placeholder, value }));
  const id = deps.newId();
  await deps.database.audited(scope, async () => {
    const entry = configEntry({
      id,
      kind: "audit.revealed",
      actor: actorOf(principal),
      subject: { type: "action", id: leaf.id },
      data: { event: leaf.id, placeholders: placeholders.length },
      payloads: reason === undefined ? [] : [sealPayload({ ...log, entryId: id, field: "reason" }, reason)],
    });
    return { result: null, entries: [entry], changesAnswers: false };
  });
  return { id: leaf.id, revealed_event_id: encodeId("evt", id), placeholders };
}
