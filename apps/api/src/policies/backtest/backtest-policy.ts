import type { BacktestProgress, BacktestResult, PolicyBacktestInput, PolicyInput } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import { toHex } from "@agentlattice/core/ledger";
import { type BundleInput, POLICY_DEFAULTS, type Policy, policyHash } from "@agentlattice/core/policy";
import { sha256 } from "@agentlattice/db";
import { openRecordedDecisions, type RecordedFilter } from "@agentlattice/db/recorded";
import { visibleAgents } from "../../audit/visible-agents.ts";
import type { OrgConfig } from "../../config/org-config.ts";
import type { Deps } from "../../deps.ts";
import { AppError } from "../../http/app-error.ts";
import { authorise } from "../../http/authorise.ts";
import type { Principal } from "../../http/principal.ts";
import { assertSamePolicy } from "../choose-text.ts";
import { findVersion } from "../find-policy.ts";
import { readRequesters } from "../read-requesters.ts";
import { type Reader, readPolicyInput } from "../reading/read-policy-input.ts";
import { requireReader } from "../require-reader.ts";
import { documentOf } from "../to-policy.ts";
import type { ReplayData } from "./open-replay.ts";
import { runBatches } from "./run-batches.ts";
import { toClasses } from "./tally.ts";

export interface BacktestCall {
  readonly principal: Principal;
  /** UUID of the policy; null for a document without a policy. */
  readonly policyId: string | null;
  readonly input: PolicyBacktestInput;
  readonly deps: Pick<Deps, "configs" | "database" | "inspector" | "log" | "stopping">;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: BacktestProgress) => void;
}

/** The document to test. */
interface Candidate {
  readonly policy: Policy;
  readonly hash: string;
  readonly version: number | null;
}

/**
 * Evaluates recorded decisions with the current policies, and with the current policies plus a document. Records nothing.
 * INVARIANT: results reveal something about submissions, so only decisions that the caller may read are replayed: for members those of their
 * own agents.
 * @throws AppError POLICY_INVALID, NOT_FOUND, FORBIDDEN, POLICY_UNAVAILABLE
 */
export async function backtestPolicy(call: BacktestCall): Promise<BacktestResult> {
  const { principal, deps, input, signal, onProgress } = call;
  requireReader(principal);
  if (principal.kind !== "person" || principal.role !== "member") authorise(principal, "audit:payloads");
  const startedAt = performance.now();
  const candidate = await readCandidate(call);
  const { orgId } = principal.scope;
  const config = await deps.configs.get(orgId);
  if (config.bundle.tampered)
    throw new AppError("POLICY_UNAVAILABLE", {
      detail:
        "The stored policies do not match their signed manifest, so they cannot be compared. Ask an operator to compare the database with a backup.",
    });
  const filter = await filterOf(call, candidate, config);
  const { data: dataKey } = await deps.database.keysOf(orgId);
  const log = { url: deps.database.appUrl, orgId, origin: config.origin, dataKey };
  const recorded = openRecordedDecisions({ ...log, onError: (err) => deps.log.warn({ err }, "a backtest lost its connection") });
  const plan = await recorded.plan(filter, input.limit).finally(() => recorded.close());
  onProgress({ done: 0, total: plan.total });
  const data = { ...log, filter, ...(await readSides(call, candidate, config, plan.agentIds)) };
  const { replayed, reasons, classes } = await runBatches({
    data,
    batches: plan.batches,
    signal,
    onProgress: (done) => onProgress({ done, total: plan.total }),
  });
  const ordered = toClasses(classes);
  const sum = (counted: readonly { count: number }[]) => counted.reduce((total, { count }) => total + count, 0);
  return {
    name: candidate.policy.metadata.name,
    hash: candidate.hash,
    version: candidate.version,
    mode: candidate.policy.spec.mode ?? POLICY_DEFAULTS.mode,
    considered: plan.total,
    replayed,
    not_replayed: plan.total - replayed,
    reasons: reasons.map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count),
    more: plan.more,
    since: plan.since?.toISOString() ?? null,
    until: plan.until?.toISOString() ?? null,
    changed: sum(ordered),
    wider: sum(ordered.filter(({ direction }) => direction === "wider")),
    classes: ordered,
    duration_ms: Math.round(performance.now() - startedAt),
  };
}

async function readCandidate({ principal, policyId, input, deps }: BacktestCall): Promise<Candidate> {
  const { version, document, yaml } = input;
  const sent = document !== undefined || yaml !== undefined;
  if (policyId === null) return parseCandidate({ principal, deps, input });
  const { orgId } = principal.scope;
  const found = await deps.database.inOrg(principal.scope, (client) => findVersion(client, orgId, policyId, version));
  if (!sent) return { policy: documentOf(found.version), hash: toHex(found.version.hash), version: found.version.version };
  const candidate = await parseCandidate({ principal, deps, input });
  assertSamePolicy(found.policy.name, candidate.policy.metadata.name);
  return candidate;
}

async function parseCandidate({ input: { document, yaml }, ...reader }: Reader & { input: PolicyInput }): Promise<Candidate> {
  const { policy } = await readPolicyInput(reader, yaml === undefined ? { document } : { yaml });
  return { policy, hash: policyHash(sha256, policy), version: null };
}

async function filterOf({ principal, input, deps }: BacktestCall, { policy }: Candidate, config: OrgConfig): Promise<RecordedFilter> {
  const replaced = config.policies.find(({ name }) => name === policy.metadata.name);
  const date = (text: string | undefined) => (text === undefined ? null : new Date(text));
  return {
    patterns: [...new Set([...policy.spec.match.actions, ...(replaced?.actions ?? [])])],
    agentIds: await visibleAgents(deps, principal),
    from: date(input.from),
    to: date(input.to),
  };
}

type Sides = Omit<ReplayData, "url" | "orgId" | "origin" | "dataKey" | "filter">;

async function readSides(
  { principal, deps }: BacktestCall,
  { policy, hash }: Candidate,
  config: OrgConfig,
  agentIds: readonly string[],
): Promise<Sides> {
  const { orgId } = principal.scope;
  const { bundle, orgDefault, environmentDefaults, environmentModes, members, zone, policies } = config;
  const { name } = policy.metadata;
  const replaced = policies.find((active) => active.name === name);
  const tried = { ...policy, spec: { ...policy.spec, mode: "enforce" as const } };
  const shared = { orgDefault, environmentDefaults, environmentModes, planOnly: bundle.planOnly, sideEffectFree: bundle.sideEffectFree };
  const before: BundleInput = { ...shared, policies, unreadable: bundle.unreadable };
  const others = policies.filter((active) => active !== replaced);
  const after: BundleInput = {
    ...shared,
    policies: [...others, { id: replaced?.id ?? "draft", name, version: 0, hash, document: tried }],
    unreadable: bundle.unreadable.filter((unreadable) => unreadable.name !== name),
  };
  const { requesters, inForceSince } = await deps.database.inOrg(principal.scope, async (client) => {
    const published = await client.policyPublication.findMany({
      where: { orgId },
      orderBy: { epoch: "asc" },
      select: { policyId: true, at: true },
    });
    return {
      requesters: await readRequesters(client, orgId, agentIds),
      inForceSince: new Map(published.map(({ policyId, at }) => [encodeId("pol", policyId), at.getTime()])),
    };
  });
  const dependsOnTime = JSON.stringify([before.policies, tried]).includes('"time.');
  return { before, after, requesters, members, zone, inForceSince, dependsOnTime };
}
