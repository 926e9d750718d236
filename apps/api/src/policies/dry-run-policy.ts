import type { DryRunChange, DryRunInput, DryRunResult } from "@agentlattice/contract";
import { encodeId, type Verdict } from "@agentlattice/core";
import { type CompiledBundle, compileBundle, evaluate, POLICY_DEFAULTS, type Policy, policyHash } from "@agentlattice/core/policy";
import { sha256 } from "@agentlattice/db";
import { denyWithoutApprover } from "../actions/judge.ts";
import { toFacts } from "../actions/to-facts.ts";
import { targetOf } from "../approvals/to-approval.ts";
import type { OrgConfig } from "../config/org-config.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { Principal } from "../http/principal.ts";
import { readPolicyInput } from "./read-policy-input.ts";
import { type RecordedDecision, readRecorded } from "./recorded-decisions.ts";
import { requireReader } from "./require-reader.ts";
import { startTimeBudget } from "./time-budget.ts";

const MAX_SHOWN = 50;

interface DryRun {
  readonly config: OrgConfig;
  readonly before: CompiledBundle;
  readonly after: CompiledBundle;
}

/**
 * Judges recorded decisions again, by what is in force and by the same with a document in force among it. Records nothing.
 * @throws AppError POLICY_INVALID, FORBIDDEN, POLICY_UNAVAILABLE
 */
export async function dryRunPolicy({
  principal,
  input,
  deps,
}: {
  principal: Principal;
  input: DryRunInput;
  deps: Deps;
}): Promise<DryRunResult> {
  requireReader(principal);
  const { policy } = readPolicyInput(input);
  const hash = policyHash(sha256, policy);
  const config = await deps.configs.get(principal.scope.orgId);
  if (config.bundle.tampered)
    throw new AppError("POLICY_UNAVAILABLE", {
      detail: "The stored policies do not match their signed manifest, so nothing can be compared.",
    });
  const replaced = config.policies.find(({ name }) => name === policy.metadata.name);
  const patterns = [...new Set([...policy.spec.match.actions, ...(replaced?.actions ?? [])])];
  const recorded = await readRecorded({ principal, patterns, limit: input.limit, deps });
  const run = { config, before: config.bundle, after: withDocument(config, policy, hash) };
  const changes: DryRunChange[] = [];
  let replayed = 0;
  const hasTime = startTimeBudget(deps.now);
  for (const one of recorded) {
    if (!(await hasTime())) break;
    const compared = compare(run, one);
    if (compared === null) continue;
    replayed += 1;
    if (compared.before !== compared.after) changes.push(compared);
  }
  return {
    name: policy.metadata.name,
    hash,
    mode: policy.spec.mode ?? POLICY_DEFAULTS.mode,
    considered: recorded.length,
    replayed,
    not_replayed: recorded.length - replayed,
    since: recorded.at(-1)?.decision.ts.toISOString() ?? null,
    changed: changes.length,
    classes: countClasses(changes),
    changes: changes.slice(0, MAX_SHOWN),
  };
}

/** What is in force, with the document in place of the policy of its name, enforced. */
function withDocument(config: OrgConfig, policy: Policy, hash: string): CompiledBundle {
  const { name } = policy.metadata;
  const document = { ...policy, spec: { ...policy.spec, mode: "enforce" as const } };
  const others = config.policies.filter((active) => active.name !== name);
  const { bundle, environmentModes } = config;
  const policies = [...others, { id: "draft", name, version: 0, hash, document }];
  return compileBundle({ policies, orgDefault: bundle.orgDefault, environmentModes });
}

function compare(run: DryRun, { decision, submission, requester }: RecordedDecision): DryRunChange | null {
  if (!submission || !requester) return null;
  const environment = decision.environment as DryRunChange["environment"];
  const facts = toFacts({ ...requester, environment }, submission, { zone: run.config.zone, now: decision.ts.getTime() });
  const answer = (bundle: CompiledBundle): Verdict => denyWithoutApprover(evaluate(facts, bundle), requester, run.config);
  const after = answer(run.after);
  return {
    audit_event_id: encodeId("evt", decision.id),
    at: decision.ts.toISOString(),
    action_type: decision.actionType,
    environment,
    agent: { id: facts.agent.id, name: requester.name },
    target: targetOf(submission),
    recorded: decision.status as DryRunChange["recorded"],
    before: answer(run.before).action,
    after: after.action,
    message: after.message,
  };
}

function countClasses(changes: readonly DryRunChange[]): DryRunResult["classes"] {
  const classes = new Map<string, DryRunResult["classes"][number]>();
  for (const { before, after } of changes) {
    const known = classes.get(`${before} ${after}`) ?? { before, after, count: 0 };
    classes.set(`${before} ${after}`, { ...known, count: known.count + 1 });
  }
  return [...classes.values()].sort((a, b) => b.count - a.count);
}
