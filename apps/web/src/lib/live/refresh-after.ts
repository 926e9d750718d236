import type { Approval, AuditEvent } from "@agentlattice/contract";
import type { InvalidateQueryFilters, QueryClient } from "@tanstack/react-query";
import { queryKeys } from "#lib/api/query-keys.ts";
import { readAgain } from "./read-again.ts";

/** People wait for approvals; the head moves with every entry and may lag. */
const SOON_MS = 120;
const LATER_MS = 1_500;
/** Counting a whole organisation again is for when it has calmed down a little. */
const COUNT_MS = 5_000;

/** Which lists of the settings an entry changes, by the start of its kind. */
const PEOPLE = [
  ["member.", queryKeys.members()],
  ["invitation.", queryKeys.invitations()],
  ["key.", queryKeys.orgKeys()],
  ["session.", queryKeys.sessions()],
] as const;

/** Entries that a policy decided: its hits change with them. */
const DECISIONS: ReadonlySet<string> = new Set(["action.executed", "action.denied", "approval.requested"]);

/** What an agent may have just come for. Its entry names the action, not the approval. */
const APPROVED_REVIEWS: InvalidateQueryFilters = {
  predicate: ({ queryKey, state }) => queryKey[0] === queryKeys.reviews()[0] && (state.data as Approval | undefined)?.status === "approved",
};

/** Refreshes what an entry changed. A burst of entries costs one request per list. */
export function refreshAfter(queries: QueryClient): { event(event: AuditEvent): void; stop(): void } {
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const refresh = (name: string, filters: InvalidateQueryFilters, ms: number) => {
    if (timers.has(name)) return;
    const run = () => {
      timers.delete(name);
      readAgain(queries, filters);
    };
    timers.set(name, setTimeout(run, ms));
  };
  return {
    event({ kind, subject, agent_id }) {
      refresh("head", { queryKey: queryKeys.checkpoint() }, LATER_MS);
      if (kind === "policy.changed") {
        refresh("policies", { queryKey: queryKeys.policies() }, LATER_MS);
        refresh(subject.id, { queryKey: queryKeys.policy(subject.id) }, LATER_MS);
      }
      if (DECISIONS.has(kind)) {
        refresh("policies", { queryKey: queryKeys.policies() }, COUNT_MS);
        refresh("hits", { queryKey: queryKeys.anyPolicy() }, COUNT_MS);
      }
      refresh("overview", { queryKey: queryKeys.overview() }, COUNT_MS);
      refresh("posture", { queryKey: queryKeys.posture() }, COUNT_MS);
      if (kind.startsWith("agent.")) refresh("agents", { queryKey: queryKeys.agents() }, LATER_MS);
      if (agent_id) {
        refresh("agent lists", { queryKey: queryKeys.agentLists() }, LATER_MS);
        refresh(`of ${agent_id}`, { queryKey: queryKeys.agent(agent_id) }, LATER_MS);
        refresh(`entries of ${agent_id}`, { queryKey: queryKeys.agentEntries(agent_id) }, SOON_MS);
      }
      for (const [start, queryKey] of PEOPLE) if (kind.startsWith(start)) refresh(start, { queryKey }, SOON_MS);
      if (kind.startsWith("delegation.")) {
        refresh("delegations", { queryKey: queryKeys.delegations() }, SOON_MS);
        refresh(subject.id, { queryKey: queryKeys.delegation(subject.id) }, SOON_MS);
      }
      if (kind === "action.executed") {
        refresh("used", APPROVED_REVIEWS, SOON_MS);
        refresh("decided", { queryKey: queryKeys.approvals("decided") }, LATER_MS);
        refresh("mine", { queryKey: queryKeys.approvals("mine") }, LATER_MS);
      }
      if (!kind.startsWith("approval.")) return;
      refresh("approvals", { queryKey: queryKeys.approvals() }, SOON_MS);
      if (subject.type === "approval") refresh(subject.id, { queryKey: queryKeys.review(subject.id) }, SOON_MS);
    },
    stop() {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
    },
  };
}
