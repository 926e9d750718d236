import type { ApprovalQuality, ApprovalQualityQuery, QualityAdvice } from "@agentlattice/contract";
import { adviseOnPolicy, type DecidedRequest, FATIGUE, HASTY_MS, MIN_DECISIONS } from "@agentlattice/core/approval";
import { DECIDE_WITHIN_MS } from "@agentlattice/core/posture";
import {
  binStart,
  databaseNow,
  type Fatigue,
  type RequestQuality,
  readAutomaticDecisions,
  readDecisionTimes,
  readFatigue,
  readRequestQuality,
  readVoteQuality,
  type VoteQuality,
  windowOf,
} from "@agentlattice/db";
import type { z } from "zod";
import type { OrgConfig } from "../../config/org-config.ts";
import type { Deps } from "../../deps.ts";
import type { Principal } from "../../http/principal.ts";
import { readRange } from "../../http/read-range.ts";
import { MEASURE_DIGITS, round, SHARE_DIGITS } from "../../http/round.ts";
import { hrefOf } from "../../posture/console-links.ts";
import { personView } from "../person-view.ts";
import { readDecided } from "./read-decided.ts";

const MAX_DAYS = 366;

type Query = z.output<typeof ApprovalQualityQuery>;

interface GetQualityInput {
  readonly principal: Principal;
  readonly query: Query;
  readonly deps: Pick<Deps, "configs" | "database">;
}

/** Reads how people decide in a time range, with the advice that follows for each policy. @throws AppError INVALID_REQUEST */
export async function getQuality({ principal, query, deps }: GetQualityInput): Promise<ApprovalQuality> {
  const { scope } = principal;
  const environment = query.environment ?? null;
  const config = await deps.configs.get(scope.orgId);
  const read = await deps.database.inOrg(scope, async (client) => {
    const now = await databaseNow(client);
    const { from, to } = readRange(query, { now: now.getTime(), maxDays: MAX_DAYS });
    const window = windowOf(scope.orgId, from, to);
    return {
      now,
      window,
      requests: await readRequestQuality(client, window, environment),
      times: await readDecisionTimes(client, window, { agents: null, environment }),
      automatic: await readAutomaticDecisions(client, window, environment),
      votes: await readVoteQuality(client, window, environment),
      fatigue: await readFatigue(client, window, environment),
    };
  });
  const { total, policies: asking } = read.requests;
  const enough = asking.some(({ approved, denied }) => approved + denied >= MIN_DECISIONS);
  const decided = enough
    ? await readDecided(deps, scope, { ...read.window, environment: query.environment })
    : new Map<string, DecidedRequest[]>();
  const automaticOf = new Map(read.automatic.map(({ policy_name, decisions }) => [policy_name, decisions]));
  const policies = asking.map(({ policy_id, name, ...requests }) => ({
    policy: { id: policy_id, name },
    requests: requests.requests,
    ...endedOf(requests),
    median_ms: requests.median_ms,
    p95_ms: requests.p95_ms,
    ...shareOf(automaticOf.get(name) ?? 0, requests.requests),
    advice: adviceFor({ id: policy_id, name }, requests, decided.get(policy_id) ?? []),
  }));
  const everyone = read.votes.find(({ user_id }) => user_id === null);
  const { bins, ...times } = read.times;
  return {
    from: read.window.from.toISOString(),
    to: read.window.to.toISOString(),
    environment,
    thresholds: { min_decisions: MIN_DECISIONS, hasty_ms: HASTY_MS, fatigue: FATIGUE },
    requests: { requested: total.requests, ...endedOf(total) },
    share: shareOf(
      read.automatic.reduce((sum, { decisions }) => sum + decisions, 0),
      total.requests,
    ),
    time_to_decide: {
      ...times,
      target_ms: DECIDE_WITHIN_MS,
      bins: bins.map(([bin, count]) => ({ from_ms: binStart(bin), to_ms: binStart(bin + 1), count })),
    },
    dwell: dwellOf(everyone),
    policies,
    approvers: read.votes.flatMap((votes) => (votes.user_id === null ? [] : [approverOf(votes, votes.user_id, config, read.fatigue)])),
    advice: policies.flatMap(({ advice }) => advice),
    computed_at: read.now.toISOString(),
  };
}

const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : round(part / whole, SHARE_DIGITS));

function endedOf({ approved, denied, expired }: RequestQuality) {
  return { approved, denied, expired, approve_rate: ratio(approved, approved + denied) };
}

function shareOf(automatic: number, human: number) {
  return { automatic, human, automatic_rate: ratio(automatic, automatic + human) };
}

function dwellOf(votes: VoteQuality | undefined): ApprovalQuality["dwell"] {
  if (!votes) return { opened: 0, not_opened: 0, hasty: 0, median_ms: null, p95_ms: null };
  const { decisions, opened, hasty, dwell_median_ms: median_ms, dwell_p95_ms: p95_ms } = votes;
  return { opened, not_opened: decisions - opened, hasty, median_ms, p95_ms };
}

function approverOf(
  votes: VoteQuality,
  userId: string,
  config: OrgConfig,
  fatigue: readonly Fatigue[],
): ApprovalQuality["approvers"][number] {
  const { decisions, approved, median_ms, p95_ms, active_hours, most_per_hour } = votes;
  const warning = fatigue.find(({ user_id }) => user_id === userId);
  return {
    user: personView(config, userId),
    decisions,
    approved,
    denied: decisions - approved,
    approve_rate: ratio(approved, decisions),
    median_ms,
    p95_ms,
    dwell: dwellOf(votes),
    per_hour: round(decisions / active_hours, MEASURE_DIGITS),
    most_per_hour,
    fatigue: warning
      ? {
          from: warning.from.toISOString(),
          to: warning.to.toISOString(),
          decisions: warning.decisions,
          approved: warning.approved,
          hasty: warning.hasty,
        }
      : null,
  };
}

function adviceFor(policy: QualityAdvice["policy"], ended: RequestQuality, decided: readonly DecidedRequest[]): QualityAdvice[] {
  return adviseOnPolicy(ended, decided).map((advice) => ({ ...advice, policy, href: hrefOf({ view: "policy", id: policy.id }) }));
}
