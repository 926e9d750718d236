"use client";

import type { ApprovalFilter } from "@agentlattice/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "#lib/api/browser-api.ts";
import { queriesOf, useOp } from "#lib/api/use-op.ts";
import type { QueueFilter } from "./queue-filter.ts";

/** Reads the filters that the signed-in person saved. */
export const useSavedFilters = () => useOp("listApprovalFilters", {});

/** Saves and deletes filters of the signed-in person. */
export function useChangeFilters() {
  const queries = useQueryClient();
  const onSettled = () => queries.invalidateQueries(queriesOf(["listApprovalFilters"]));
  const save = useMutation({
    mutationFn: ({ name, filter: { risk, agent, policy, action, expires } }: { name: string; filter: QueueFilter }) =>
      api.saveApprovalFilter({ body: { name, risk, agent_id: agent, policy_id: policy, action_type: action, expires_within: expires } }),
    onSettled,
  });
  const remove = useMutation({
    mutationFn: ({ id }: Pick<ApprovalFilter, "id">) => api.deleteApprovalFilter({ params: { id } }),
    onSettled,
  });
  return { save, remove };
}
