import { decodeId } from "@agentlattice/core";
import type { EntryRow } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { Principal } from "../http/principal.ts";
import { visibleAgents } from "./visible-agents.ts";

/** A generation of the ledger and a seq in it, such as `g1.42`. */
const OF_GENERATION = /^g([1-9]\d{0,8})\.(\d{1,15})$/;

/** Returns one entry that this caller may see, by its id, its seq, or its generation and seq. @throws AppError NOT_FOUND */
export async function findEntry(deps: Pick<Deps, "database">, principal: Principal, name: string): Promise<EntryRow> {
  const agents = await visibleAgents(deps, principal);
  const id = decodeId("evt", name);
  const seq = id ? null : await seqOf(deps, principal, name);
  const at = seq === null ? null : { from: seq, to: seq };
  const which = id ? { mention: { id, roles: ["id" as const] } } : at;
  const [found] = which
    ? await deps.database.reader.find(principal.scope, { ...which, ...(agents ? { agents } : {}) }, { order: "desc", limit: 1 })
    : [];
  if (!found) throw entryNotFound();
  return found;
}

/** Returns the stored seq of an entry. A seq without a generation belongs to the newest one. */
async function seqOf(deps: Pick<Deps, "database">, { scope }: Principal, name: string): Promise<number | null> {
  const [, generation, seq] = OF_GENERATION.exec(name) ?? [];
  if (generation !== undefined) return deps.database.seqOf(scope, Number(generation), Number(seq));
  return /^\d{1,15}$/.test(name) ? Number(name) : null;
}

export function entryNotFound(): AppError {
  return new AppError("NOT_FOUND", {
    detail:
      "There is no such entry. An entry is named by its id (evt_…), its seq, or the generation of the ledger and its seq there (g1.42).",
  });
}
