import { decodeId } from "@agentlattice/core";
import type { EntryRow } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { Principal } from "../http/principal.ts";
import { visibleAgents } from "./visible-agents.ts";

/** One entry that this caller may see, by its id or its seq. @throws AppError NOT_FOUND */
export async function findEntry(deps: Deps, principal: Principal, name: string): Promise<EntryRow> {
  const agents = await visibleAgents(deps, principal);
  const id = decodeId("evt", name);
  const at = /^\d{1,15}$/.test(name) ? { from: Number(name), to: Number(name) } : null;
  const which = id ? { mention: { id, roles: ["id" as const] } } : at;
  const [found] = which
    ? await deps.database.reader.find(principal.scope, { ...which, ...(agents ? { agents } : {}) }, { order: "desc", limit: 1 })
    : [];
  if (!found) throw entryNotFound();
  return found;
}

export function entryNotFound(): AppError {
  return new AppError("NOT_FOUND", { detail: "There is no such entry. An entry is named by its id (evt_…) or its seq." });
}
