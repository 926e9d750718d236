import { decodeId } from "@agentlattice/core";
import type { OrgClient } from "@agentlattice/db";
import { AppError } from "../http/app-error.ts";

/** Finds a halt. @throws AppError NOT_FOUND */
export async function findHalt(client: OrgClient, orgId: string, haltId: string) {
  const row = await client.halt.findUnique({ where: { orgId_haltId: { orgId, haltId } } });
  if (!row) throw haltNotFound();
  return row;
}

export type HaltRow = Awaited<ReturnType<typeof findHalt>>;

/** Decodes the id of a halt. @throws AppError NOT_FOUND for other text */
export function haltIdOf(id: string | undefined): string {
  const uuid = decodeId("hlt", id ?? "");
  if (!uuid) throw haltNotFound();
  return uuid;
}

export function haltNotFound(): AppError {
  return new AppError("NOT_FOUND", { detail: "There is no such halt. GET /halts lists the halts that you may see." });
}

export function haltEnded(): AppError {
  return new AppError("HALT_ENDED", { detail: "This halt has ended. GET /halts?active=true lists the halts in force." });
}
