import type { ActionInput } from "@agentlattice/contract";
import { decodeId } from "@agentlattice/core";
import { usesOf } from "@agentlattice/core/policy";
import type { SettledEntry } from "@agentlattice/core/settle";
import {
  type AuditedContext,
  type AuditedWork,
  type CommitRequest,
  grantOrgScope,
  type HistorySettler,
  type OrgScope,
  pauseCountingActivity,
} from "@agentlattice/db";
import { actingAs } from "../actions/acting.ts";
import { judge } from "../actions/judge.ts";
import { reportOutcome } from "../actions/report-outcome.ts";
import { submitAction } from "../actions/submit-action.ts";
import { revokeKey } from "../agents/revoke-key.ts";
import { decideApproval } from "../approvals/decide-approval.ts";
import { approvalIdOf } from "../approvals/find-approval.ts";
import { exportLedger } from "../audit/export-ledger.ts";
import { createDelegation } from "../delegations/create-delegation.ts";
import type { Deps } from "../deps.ts";
import { authenticate } from "../http/authenticate.ts";
import { withoutIdempotency } from "../http/idempotency.ts";
import type { AgentPrincipal, PersonPrincipal } from "../http/principal.ts";
import { requireAgent } from "../http/require-agent.ts";
import { advanceApproval } from "../sweep/due-approvals.ts";
import type { SeededAction, SeededChange, SeededStep } from "./describe-organisation.ts";
import type { HistoryClock } from "./history-clock.ts";
import type { AgentWithKey, SampleWorld, SeededAnswer } from "./sample-world.ts";
import { Timeline } from "./timeline.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** Delay between a decision and the agent collecting it. */
const COLLECTED_AFTER_MS = 4 * SECOND;
/** Delay between an action and the agent reporting its outcome. */
const REPORTED_AFTER_MS = 25 * SECOND;

export interface HistoryContext {
  /** See `importDeps`. */
  readonly deps: Deps;
  readonly clock: HistoryClock;
  readonly agents: ReadonlyMap<string, AgentWithKey>;
  readonly people: ReadonlyMap<string, PersonPrincipal>;
  /** The organisation's key of the service that consumes permits. */
  readonly serviceKey: string;
}

interface Play extends HistoryContext {
  readonly settler: HistorySettler;
  readonly timeline: Timeline;
  readonly orgId: string;
  /** Ids of delegated agents by name. */
  readonly children: Map<string, string>;
}

/**
 * Plays the steps of a sample organisation through the API's own handlers and imports the resulting ledger entries.
 * Steps after `end` are left out.
 */
export async function playHistory(context: HistoryContext, orgId: string, steps: readonly SeededStep[], end: number): Promise<void> {
  const { deps, clock } = context;
  await deps.database.inOrg(grantOrgScope(orgId), (client) => pauseCountingActivity(client, orgId));
  const settler = deps.database.history.settler(orgId, clock.now);
  const ledger = {
    commit: (request: CommitRequest) => settler.commit(request),
    close: async () => {},
    waiting: 0,
    failedAt: null,
  };
  // Hints wake waiting requests, and no request waits for an imported entry.
  const bus = { ...deps.bus, send: () => {} };
  const play: Play = {
    ...context,
    deps: { ...deps, bus, database: { ...deps.database, ledger } },
    settler,
    timeline: new Timeline(end),
    orgId,
    children: new Map(),
  };
  for (const step of steps) {
    const at = end - step.ago * MINUTE;
    play.timeline.add(at, () => playStep(play, step, at));
  }
  for (let next = play.timeline.take(); next; next = play.timeline.take()) {
    clock.moveTo(next.at);
    await next.run();
  }
  await importSettled(play);
  await deps.database.history.finishImport(orgId);
}

function playStep(play: Play, step: SeededStep, at: number): Promise<unknown> {
  if ("change" in step) return changeConfiguration(play, step);
  return "scenario" in step ? step.scenario(openWorld(play)) : act(play, step, at);
}

function importSettled({ deps, orgId, settler }: Play): Promise<void> {
  return deps.database.history.importHistory(orgId, settler.takeBatches());
}

/** Submits an action and plans its approval, execution and report. */
async function act(play: Play, step: SeededAction, at: number): Promise<void> {
  const { deps, timeline, orgId } = play;
  const principal = await agentOf(play, step.agent);
  const { result } = await submitAction({ principal, submission: step.action, eventId: undefined, receipt: false, deps });
  const planReport = (from: number) => planToReport(play, principal, step, result.audit_event_id, from);
  if (result.status === "executed") planReport(at);
  if (!result.approval_id || !result.timeout_at) return;
  const approvalId = approvalIdOf(result.approval_id);
  const { answer, cancelAfter } = step;
  if (cancelAfter !== undefined) timeline.add(at + cancelAfter * SECOND, () => cancel(play, principal, approvalId));
  else if (!answer) timeline.add(Date.parse(result.timeout_at), () => advanceApproval(deps, orgId, approvalId));
  else {
    const decidedAt = at + answer.after * SECOND;
    timeline.add(decidedAt, async () => {
      const lapsesAt = await decide(play, approvalId, answer);
      if (answer.decision === "deny") return;
      if (answer.unused) return timeline.add(lapsesAt, () => advanceApproval(deps, orgId, approvalId));
      const collectedAt = decidedAt + COLLECTED_AFTER_MS;
      timeline.add(collectedAt, async () => {
        await collect(play, principal, approvalId, step.action);
        planReport(collectedAt);
      });
    });
  }
}

/** Returns what a scenario calls. */
function openWorld(play: Play): SampleWorld {
  const { agents, clock, people, serviceKey, settler, timeline, orgId } = play;
  const store = () => importSettled(play);
  const audited: Deps["database"]["audited"] = async (...change) => {
    await store();
    return play.deps.database.audited(...change);
  };
  const ledger = {
    ...play.deps.database.ledger,
    commit: async (request: CommitRequest) => {
      const committed = await settler.commit(request);
      await store();
      return committed;
    },
  };
  const deps = { ...play.deps, database: { ...play.deps.database, audited, ledger } };
  return {
    deps,
    agent: (name) => agentOf(play, name),
    agentWithKey: (name) => named(agents, name),
    person: (email) => personOf(people, email),
    service: async () => {
      const principal = await authenticate(deps, `Bearer ${serviceKey}`);
      if (principal.kind !== "org_key") throw new Error("The key of the sample's service is no organisation key.");
      return principal;
    },
    submit: async (agent, submission) => {
      const call = { principal: await agentOf(play, agent), submission, eventId: undefined, receipt: false, deps };
      return (await submitAction(call)).result;
    },
    decide: async (approvalId, answer) => {
      await decide(play, approvalId, answer);
      await store();
    },
    collect: async (agent, approvalId, action) => {
      await collect(play, await agentOf(play, agent), approvalId, action);
      await store();
    },
    advance: async (approvalId) => {
      await advanceApproval(deps, orgId, approvalId);
    },
    together: async (work) => {
      const result = await work(play.deps);
      await store();
      return result;
    },
    inOneChange: async (work) => {
      await store();
      const scope = grantOrgScope(orgId);
      await play.deps.database.audited(scope, async (context) => {
        const entries: SettledEntry[] = [];
        const nested = async <T>(_: OrgScope, change: (inner: AuditedContext) => Promise<AuditedWork<T>>) => {
          const done = await change({ ...context, now: clock.now() });
          entries.push(...done.entries);
          return { result: done.result };
        };
        // Handlers read nothing of an audited change but its result.
        await work(context, { ...play.deps, database: { ...play.deps.database, audited: nested as Deps["database"]["audited"] } });
        return { result: null, entries, changesAnswers: true };
      });
    },
    wait: (milliseconds) => clock.advance(milliseconds),
    after: (seconds, step) => timeline.add(clock.now() + seconds * SECOND, step),
  };
}

function planToReport({ deps, timeline }: Play, principal: AgentPrincipal, { report }: SeededAction, event: string, from: number): void {
  const eventId = decodeId("evt", event);
  if (!report || !eventId) return;
  timeline.add(from + REPORTED_AFTER_MS, () => reportOutcome({ principal, eventId, report, idempotencyKey: undefined, deps }));
}

/** Decides an approval. Returns the time at which an unused approval lapses, ms since the epoch. */
async function decide({ deps, people, settler }: Play, approvalId: string, { by, decision, reason }: SeededAnswer): Promise<number> {
  const { digest } = settler.approval(approvalId);
  const input = { decision, digest, ...(reason ? { reason } : {}) };
  const { approval: decided } = await decideApproval({ principal: personOf(people, by), approvalId, decision: input, client: null, deps });
  return Date.parse(decided.lapses_at ?? decided.expires_at);
}

async function cancel({ deps, settler, orgId }: Play, principal: AgentPrincipal, approvalId: string): Promise<void> {
  const intent = { kind: "cancel", entry_id: deps.newId(), approval_id: approvalId, principal: actingAs(principal), payloads: [] } as const;
  await settler.commit({ orgId, configVersion: null, intent });
}

/** Collects an approval like `collectApproval`, which would read the request from tables that have not been written yet. */
async function collect({ deps, settler }: Play, principal: AgentPrincipal, approvalId: string, action: ActionInput): Promise<void> {
  const { verdict, config } = await judge(deps, principal, action);
  const intent = {
    kind: "collect",
    entry_id: deps.newId(),
    approval_id: approvalId,
    permit_id: deps.newId(),
    audience_hash: null,
    principal: actingAs(principal),
    verdict,
    people: config.members,
    uses: usesOf(action, verdict),
    payloads: [],
  } as const;
  await settler.commit({ orgId: principal.scope.orgId, configVersion: config.version, intent });
}

/** Applies a person's change. It is written at once, so the entries before it are written first. */
async function changeConfiguration(play: Play, { by, change }: SeededChange): Promise<void> {
  const { deps, people, agents, children } = play;
  await importSettled(play);
  const principal = personOf(people, by);
  if (change.kind === "export_ledger") {
    const { content } = await exportLedger({ principal, query: { format: "ndjson" }, deps });
    await content.cancel();
    return;
  }
  if (change.kind === "delegate") {
    const { parent, name, capabilities, ttl } = change;
    const input = { parent: children.get(parent) ?? named(agents, parent).id, name, capabilities: [...capabilities], ttl };
    const { child } = await createDelegation({ principal, input, deps, once: withoutIdempotency(deps, principal) });
    children.set(name, child.id);
    return;
  }
  const agent = named(agents, change.agent);
  const keyId = agent.otherKeys.get(change.key);
  if (keyId === undefined) throw new Error(`The agent ${change.agent} has no key named ${change.key}.`);
  await revokeKey({ principal, agentId: agent.agentId, keyId, deps });
}

async function agentOf({ deps, agents }: HistoryContext, name: string): Promise<AgentPrincipal> {
  return requireAgent(await authenticate(deps, `Bearer ${named(agents, name).key}`));
}

function personOf(people: HistoryContext["people"], email: string): PersonPrincipal {
  const person = people.get(email);
  if (!person) throw new Error(`A step of the seed names a person that the seed does not create: ${email}.`);
  return person;
}

function named(agents: HistoryContext["agents"], name: string): AgentWithKey {
  const agent = agents.get(name);
  if (!agent) throw new Error(`A step of the seed names an agent that the seed does not create: ${name}.`);
  return agent;
}
