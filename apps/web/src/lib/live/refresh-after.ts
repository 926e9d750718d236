import type { Approval, AuditEvent } from "@agentlattice/contract";
import type { InvalidateQueryFilters, Query, QueryClient } from "@tanstack/react-query";
import { queriesOf, queriesWhere } from "#lib/api/use-op.ts";
import { refetchShown } from "./refetch.ts";

/** Approvals refresh quickly because people wait for them. The head changes with every entry and may lag. */
const REFRESH_DELAY_MS = 120;
const LATER_MS = 1_500;
/** Delay of queries that count over the whole organisation. */
const COUNT_DELAY_MS = 5_000;
/** Delay after a connection. What it corrects is seldom, and agents send their presence several times in this time. */
const PRESENCE_DELAY_MS = 30_000;

/** The lists of the settings that an entry changes, by the beginning of its kind. */
const PEOPLE = [
  ["member.", "listMembers"],
  ["invitation.", "listInvitations"],
  ["key.", "listOrgKeys"],
  ["ledger.", "listLogKeys"],
  ["session.", "listSessions"],
] as const;

const OF_POLICY = ["getPolicy", "listPolicyVersions", "diffPolicy"] as const;
const LIBRARY = ["listLibrary", "getLibraryItem", "installLibraryItem"] as const;

/** Kinds of entries that change policy hits. */
const DECISIONS: ReadonlySet<string> = new Set(["action.executed", "action.denied", "approval.requested"]);

/** Approved requests on screen, which an executed action may have consumed. The entry names the action rather than the approval. */
const APPROVED_REVIEWS: InvalidateQueryFilters = {
  predicate: ({ queryKey, state }) => queryKey[0] === "reviewApproval" && (state.data as Approval | undefined)?.status === "approved",
};

/** Requests on screen whose permit was consumed. A report may settle them, and its entry does not name the approval. */
const REVIEWS_WITH_OUTCOME: InvalidateQueryFilters = {
  predicate: ({ queryKey: [operation], state }) =>
    (operation === "reviewApproval" || operation === "getApproval") && (state.data as Approval | undefined)?.outcome !== undefined,
};

/** Refreshes the queries that an entry changed. A burst of entries causes one request per query. */
export function refreshAfter(queries: QueryClient): {
  event(event: AuditEvent): void;
  presence(): void;
  presenceLater(): void;
  stop(): void;
} {
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const refresh = (name: string, filters: InvalidateQueryFilters, ms: number) => {
    if (timers.has(name)) return;
    const run = () => {
      timers.delete(name);
      refetchShown(queries, filters);
    };
    timers.set(name, setTimeout(run, ms));
  };
  /** Waits while the queries are read: a refresh would begin them again, and a long list would never be complete. */
  const refreshWhenIdle = (name: string, filters: InvalidateQueryFilters, ms: number) => {
    if (timers.has(name)) return;
    const run = () => {
      timers.delete(name);
      if (queries.isFetching(filters) > 0) refreshWhenIdle(name, filters, ms);
      else refetchShown(queries, filters);
    };
    timers.set(name, setTimeout(run, ms));
  };
  return {
    event({ kind, subject, agent_id, approval_id }) {
      refresh("head", queriesOf(["getCheckpoint"]), LATER_MS);
      if (kind === "policy.changed") {
        refresh("policies", queriesOf(["listPolicies", "listPolicyReviews"]), LATER_MS);
        refresh(subject.id, queriesOf(OF_POLICY, subject.id), LATER_MS);
      }
      if (DECISIONS.has(kind)) {
        refresh("policies", queriesOf(["listPolicies"]), COUNT_DELAY_MS);
        refresh("hits", queriesOf([...OF_POLICY, ...LIBRARY]), COUNT_DELAY_MS);
      }
      if (DECISIONS.has(kind) || /^(delegation|halt|agent)\./.test(kind)) refresh("graph", queriesOf(["getGraph"]), COUNT_DELAY_MS);
      refresh("overview", queriesOf(["getOverview"]), COUNT_DELAY_MS);
      refresh("posture", queriesOf(["getPosture", "getPostureHistory"]), COUNT_DELAY_MS);
      if (kind.startsWith("agent.")) refresh("agents", queriesOf(["listAgents"]), LATER_MS);
      if (agent_id) {
        refresh(
          "agent records",
          queriesWhere("listAgents", ({ include }) => include === "record"),
          LATER_MS,
        );
        refresh(`of ${agent_id}`, queriesOf(["getAgent", "listAgentKeys", "listIdentityKeys", "getBreaker"], agent_id), LATER_MS);
        refresh(`entries of ${agent_id}`, entriesOf(agent_id), REFRESH_DELAY_MS);
      }
      for (const [start, operation] of PEOPLE) if (kind.startsWith(start)) refresh(start, queriesOf([operation]), REFRESH_DELAY_MS);
      if (kind.startsWith("delegation.")) {
        refresh("delegations", queriesOf(["listDelegations"]), REFRESH_DELAY_MS);
        refresh(subject.id, queriesOf(["getDelegation", "getDelegationGraph"], subject.id), REFRESH_DELAY_MS);
      }
      if (kind.startsWith("halt.")) refresh("halts", queriesOf(["listHalts", "getHalt", "listDrills"]), REFRESH_DELAY_MS);
      if (kind.startsWith("anomaly.")) refresh("anomalies", queriesOf(["listAnomalies", "getAnomaly"]), LATER_MS);
      if (kind.startsWith("drill.")) refresh("drills", queriesOf(["listDrills"]), REFRESH_DELAY_MS);
      if (kind === "action.executed") {
        refresh("used", APPROVED_REVIEWS, REFRESH_DELAY_MS);
        refresh(
          "past approvals",
          queriesWhere("listApprovals", ({ status }) => status !== "pending"),
          LATER_MS,
        );
      }
      if (kind.startsWith("grant.") || kind.startsWith("approval.") || kind === "action.executed")
        refresh("grants", queriesOf(["listGrants"]), LATER_MS);
      if (kind.startsWith("outcome.") || kind === "action.reported") {
        const byOutcome = queriesWhere("listApprovals", ({ status }) => status === "unknown" || status === "settled");
        refresh("lists by outcome", byOutcome, REFRESH_DELAY_MS);
        refresh("number of approvals", queriesOf(["countApprovals"]), REFRESH_DELAY_MS);
        refresh("outcomes", REVIEWS_WITH_OUTCOME, REFRESH_DELAY_MS);
      }
      if (kind.startsWith("outcome.") && approval_id) refresh(`known of ${approval_id}`, entriesAbout(approval_id), REFRESH_DELAY_MS);
      if (!kind.startsWith("approval.")) return;
      refresh("number of approvals", queriesOf(["countApprovals"]), REFRESH_DELAY_MS);
      refresh("approvals", shortLists, REFRESH_DELAY_MS);
      refreshWhenIdle("long lists of approvals", longLists, COUNT_DELAY_MS);
      if (subject.type === "approval") refresh(subject.id, queriesOf(["reviewApproval", "getApproval"], subject.id), REFRESH_DELAY_MS);
    },
    presence() {
      refresh("presence", queriesOf(["listAgents", "getAgent"]), REFRESH_DELAY_MS);
    },
    presenceLater() {
      refresh("presence later", queriesOf(["listAgents", "getAgent"]), PRESENCE_DELAY_MS);
    },
    stop() {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
    },
  };
}

const isApprovalList = ({ queryKey: [operation] }: Query) => operation === "listApprovals";
const hasSeveralPages = ({ state: { data } }: Query) => ((data as { pages?: readonly unknown[] } | undefined)?.pages?.length ?? 1) > 1;

const shortLists: InvalidateQueryFilters = { predicate: (query) => isApprovalList(query) && !hasSeveralPages(query) };
/** Lists of which several pages were loaded. They refresh rarely, because each page is read again. */
const longLists: InvalidateQueryFilters = { predicate: (query) => isApprovalList(query) && hasSeveralPages(query) };

/** The entries about an approval. */
const entriesAbout = (approvalId: string) => queriesWhere("listAuditEvents", ({ approval_id }) => approval_id === approvalId);

/** The newest entries on an agent's page. Lists that are read page by page get live entries from the stream instead. */
function entriesOf(agentId: string): InvalidateQueryFilters {
  return {
    predicate: ({ queryKey: [operation, input, pages] }) =>
      operation === "listAuditEvents" && pages === undefined && (input as { query: { agent_id?: string } }).query.agent_id === agentId,
  };
}
