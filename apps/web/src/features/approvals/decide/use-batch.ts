"use client";

import type { Approval, BatchInput, BatchResult } from "@agentlattice/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ApiError } from "#lib/api/api-error.ts";
import { api } from "#lib/api/browser-api.ts";
import { queriesOf } from "#lib/api/use-op.ts";
import { showGroup } from "../card/approval-path.ts";
import { groupKeyOf } from "../queue/group-queue.ts";
import { type BatchItemResult, LAST_DECISION, type LastDecision } from "./last-decision.ts";

/** Maximum number of requests that one call decides. */
const MAX_BATCH = 100;
/** Concurrent requests. Browsers open six connections to a host. */
const UNDONE_AT_ONCE = 4;

interface BatchDecision {
  readonly approvals: readonly Approval[];
  readonly decision: BatchInput["decision"];
  readonly reason: string;
}

export type Batch = ReturnType<typeof useBatch>;

/** Decides the given requests, as they were shown, and undoes such decisions. Every request has its own result. */
export function useBatch() {
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries(queriesOf(["listApprovals", "countApprovals", "reviewApproval"]));
  const decide = useMutation({
    mutationFn: decideAll,
    onSuccess: (results) => {
      const decided = results.filter(({ status }) => status !== undefined);
      if (decided.length > 0) queries.setQueryData<LastDecision>(LAST_DECISION, decided);
    },
    onSettled: refresh,
  });
  const undo = useMutation({
    mutationFn: undoAll,
    onSuccess: () => queries.removeQueries({ queryKey: LAST_DECISION }),
    onSettled: async (results) => {
      await refresh();
      const key = groupKeyOfUndone(results ?? []);
      if (key !== null) showGroup(key);
    },
  });
  return { decide, undo };
}

/** Returns the key of the group whose requests can be decided again, or null when none was undone. */
function groupKeyOfUndone(results: readonly BatchItemResult[]): string | null {
  const undone = results.find(({ status }) => status !== undefined);
  return undone ? groupKeyOf(undone.approval) : null;
}

async function decideAll({ approvals, decision, reason }: BatchDecision): Promise<BatchItemResult[]> {
  const results: BatchItemResult[] = [];
  for (let at = 0; at < approvals.length; at += MAX_BATCH) {
    const part = approvals.slice(at, at + MAX_BATCH);
    const items = part.map(({ id, digest }) => ({ id, digest }));
    const body = { decision, items, ...(reason === "" ? {} : { reason }) };
    results.push(...(await resultsOf(part, () => api.decideBatch({ body }))));
  }
  return results;
}

/** Returns the results of one call. A call that fails leaves earlier calls decided, so its error is the result of each of its requests. */
async function resultsOf(approvals: readonly Approval[], call: () => Promise<Pick<BatchResult, "results">>): Promise<BatchItemResult[]> {
  try {
    const { results } = await call();
    return approvals.flatMap((approval, at) => {
      const result = results[at];
      return result ? [{ ...result, approval }] : [];
    });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return approvals.map((approval) => ({ id: approval.id, code: error.code, detail: error.message, approval }));
  }
}

/** Takes back decisions, each by itself. @returns a result for each; `pending` is a request that can be decided again */
async function undoAll(decided: readonly BatchItemResult[]): Promise<BatchItemResult[]> {
  const results: BatchItemResult[] = [];
  for (let at = 0; at < decided.length; at += UNDONE_AT_ONCE) {
    const part = decided.slice(at, at + UNDONE_AT_ONCE);
    results.push(...(await Promise.all(part.map(undo))).flat());
  }
  return results;
}

function undo({ approval, id }: BatchItemResult): Promise<BatchItemResult[]> {
  return resultsOf([approval], async () => {
    const { status } = await api.undoDecision({ params: { id } });
    return { results: [{ id, status }] };
  });
}
