import { decodeId } from "@agentlattice/core";
import type { OrgScope } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import { entryReference } from "../http/caller-reference.ts";

/**
 * Finds the actions of a run that events name by a correlation id. Of several with the same id of the caller, it is the newest.
 * @param named correlation ids by the position of the event
 * @returns the UUIDs of the submissions, by the same positions
 * @throws AppError INVALID_REQUEST for an id that no action of the run has
 */
export async function findCorrelated(
  deps: Pick<Deps, "database">,
  scope: OrgScope,
  runId: string,
  named: readonly { readonly index: number; readonly correlationId: string }[],
): Promise<ReadonlyMap<number, string>> {
  if (named.length === 0) return new Map();
  const keys = await deps.database.keysOf(scope.orgId);
  const asked = named.map(({ index, correlationId }) => ({
    index,
    request: decodeId("cor", correlationId),
    reference: Buffer.from(entryReference(keys, "correlation", correlationId)).toString("hex"),
  }));
  const found = await deps.database.actionsOfRun(scope, {
    runId,
    requests: asked.flatMap(({ request }) => request ?? []),
    references: asked.flatMap(({ request, reference }) => (request === null ? [reference] : [])),
  });
  const unknown = asked.filter(({ request, reference }) => !found.has(request ?? reference));
  if (unknown.length > 0) {
    const message = "must be the correlation id of an action of this run; its timeline lists them";
    const errors = unknown.map(({ index }) => ({ path: `events.${index}.correlation_id`, message }));
    throw new AppError("INVALID_REQUEST", { detail: `${errors[0]?.path}: ${message}.`, errors });
  }
  return new Map(asked.map(({ index, request, reference }) => [index, found.get(request ?? reference) as string]));
}
