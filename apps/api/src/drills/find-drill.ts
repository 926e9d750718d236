import { decodeId } from "@agentlattice/core";
import type { OrgClient } from "@agentlattice/db";
import { AppError } from "../http/app-error.ts";

/** Finds a drill. @throws AppError NOT_FOUND */
export async function findDrill(client: OrgClient, orgId: string, drillId: string) {
  const row = await client.haltDrill.findUnique({ where: { orgId_drillId: { orgId, drillId } } });
  if (!row) throw drillNotFound();
  return row;
}

export type DrillRow = Awaited<ReturnType<typeof findDrill>>;

/** Decodes the id of a drill. @throws AppError NOT_FOUND for other text */
export function drillIdOf(id: string | undefined): string {
  const uuid = decodeId("drl", id ?? "");
  if (!uuid) throw drillNotFound();
  return uuid;
}

function drillNotFound(): AppError {
  return new AppError("NOT_FOUND", { detail: "There is no such drill. GET /drills lists the drills." });
}
