import type { GrantBacktest, GrantInput } from "@agentlattice/contract";
import { encodeId, type Facts, type Submission } from "@agentlattice/core";
import { fromMicros, grantCovers, readAmount } from "@agentlattice/core/policy";
import { findApproval } from "../approvals/find-approval.ts";
import { loadApprovals } from "../approvals/load-approvals.ts";
import type { LoadedApproval } from "../approvals/loaded-approval.ts";
import { APPROVED_STATUSES } from "../approvals/similar-requests.ts";
import type { Deps } from "../deps.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import { readTerms } from "./prepare-grant.ts";

const DAYS = 30;
const DAY_MS = 24 * 3600 * 1000;
const MAX_REQUESTS = 500;

/** Replays the requests of the last days against the bounds of a grant, oldest first. */
export async function backtestGrant(input: {
  readonly principal: PersonPrincipal;
  readonly approvalId: string;
  readonly grant: GrantInput;
  readonly deps: Deps;
}): Promise<GrantBacktest> {
  const { principal, approvalId, grant, deps } = input;
  const found = await findApproval(deps, principal, approvalId);
  const { terms, submission } = readTerms(grant, found);
  const { agent_id, action_type, environment } = found.record;
  const read = await loadApprovals(deps, principal.scope, {
    agentId: agent_id,
    actionType: action_type,
    environment,
    except: approvalId,
    limit: MAX_REQUESTS + 1,
  });
  const since = deps.now() - DAYS * DAY_MS;
  const requests = read.slice(0, MAX_REQUESTS).filter(({ record }) => record.requested_at >= since);
  const zone = (await deps.configs.get(principal.scope.orgId)).zone;
  const result = { covered: 0, covered_sum: 0, covered_approved: 0, covered_denied: 0, unreadable: 0 };
  for (const request of requests.reverse()) {
    if (!request.submission) {
      result.unreadable++;
      continue;
    }
    const asked = request.submission as Submission;
    const amount = readAmount(asked, terms.sum_field) ?? 0;
    const fits = result.covered < terms.count && (terms.sum === null || result.covered_sum + amount <= terms.sum);
    if (!fits || !grantCovers(terms, submission, factsOf(request, asked, zone))) continue;
    result.covered++;
    result.covered_sum += amount;
    if (request.record.status === "denied") result.covered_denied++;
    if (APPROVED_STATUSES.has(request.record.status)) result.covered_approved++;
  }
  return {
    days: DAYS,
    requests: requests.length,
    truncated: read.length > MAX_REQUESTS,
    ...result,
    covered_sum: fromMicros(result.covered_sum),
    others: requests.length - result.covered - result.unreadable,
  };
}

/** Returns the facts of a recorded request. Labels and capabilities of the agent are not recorded with it. */
function factsOf({ record, view }: LoadedApproval, submission: Submission, zone: string): Facts {
  const chain = view.delegation?.chain ?? [];
  const nameless = { labels: {}, capabilities: [] };
  return {
    submission,
    agent: { id: encodeId("agt", record.agent_id), name: view.requested_by.name, ...nameless },
    ancestors: chain.slice(0, -1).map(({ id, name }) => ({ id, name, ...nameless })),
    delegation: null,
    environment: record.environment,
    time: { now: view.requested_at, zone },
  };
}
