import type { ActionInput } from "@agentlattice/contract";
import { decodeId } from "@agentlattice/core";
import { usesOf } from "@agentlattice/core/policy";
import type { Database } from "@agentlattice/db";
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
import { always } from "../http/idempotency.ts";
import type { AgentPrincipal, PersonPrincipal } from "../http/principal.ts";
import { requireAgent } from "../http/require-agent.ts";
import { expireApproval } from "../sweep/expire-due.ts";
import type { SeededAction, SeededAnswer, SeededDeed, SeededStep } from "./describe-organisation.ts";
import type { AgentWithKey } from "./seed-agents.ts";
import type { StoryClock } from "./story-clock.ts";
import { Timeline } from "./timeline.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** An agent comes back for an approval, and says how it went, after about this long. */
const COLLECTED_AFTER_MS = 4 * SECOND;
const REPORTED_AFTER_MS = 25 * SECOND;

export interface Cast {
  readonly deps: Deps;
  readonly clock: StoryClock;
  readonly agents: ReadonlyMap<string, AgentWithKey>;
  readonly people: ReadonlyMap<string, PersonPrincipal>;
}

/** A cast whose verbs write into the story instead of the database. */
interface Stage extends Cast {
  readonly story: ReturnType<Database["story"]>;
  readonly timeline: Timeline;
  readonly orgId: string;
  /** Ids of delegated agents by the names the story gives them. */
  readonly children: Map<string, string>;
}

/**
 * Agents ask and people answer, through the same verbs and the same settling as everybody, each at its time: the history of a
 * seed is a real one, told by a clock of the past. What would be later than `end` has not happened yet.
 */
export async function tellStory(cast: Cast, orgId: string, steps: readonly SeededStep[], end: number): Promise<void> {
  const story = cast.deps.database.story(orgId);
  const ledger = {
    commit: (request: Parameters<typeof story.commit>[0]) => story.commit(request),
    close: () => story.flush(),
    waiting: 0,
    failedAt: null,
  };
  // Nobody waits in the past.
  const bus = { ...cast.deps.bus, send: () => {} };
  const deps: Deps = { ...cast.deps, bus, database: { ...cast.deps.database, ledger } };
  const stage: Stage = { ...cast, deps, story, timeline: new Timeline(end), orgId, children: new Map() };
  for (const step of steps) {
    const at = end - step.ago * MINUTE;
    stage.timeline.add(at, () => ("deed" in step ? doDeed(stage, step) : act(stage, step, at)));
  }
  for (let next = stage.timeline.take(); next; next = stage.timeline.take()) {
    cast.clock.moveTo(next.at);
    await next.happen();
  }
  await story.end();
}

/** An agent asks; what follows from it is planned. */
async function act(stage: Stage, step: SeededAction, at: number): Promise<void> {
  const { deps, timeline, orgId, story } = stage;
  const principal = await agentOf(stage, step.agent);
  const { result } = await submitAction({ principal, submission: step.action, eventId: undefined, receipt: false, deps });
  const planReport = (from: number) => planToReport(stage, principal, step, result.audit_event_id, from);
  if (result.status === "executed") planReport(at);
  if (!result.approval_id || !result.timeout_at) return;
  const approvalId = approvalIdOf(result.approval_id);
  const { answer, cancelAfter } = step;
  if (cancelAfter !== undefined) timeline.add(at + cancelAfter * SECOND, () => cancel(stage, principal, approvalId));
  else if (!answer) timeline.add(Date.parse(result.timeout_at), () => expireApproval(deps, orgId, approvalId));
  else {
    const decidedAt = at + answer.after * SECOND;
    timeline.add(decidedAt, async () => {
      const lapsesAt = await decide(stage, approvalId, answer);
      if (answer.decision === "deny") return;
      if (answer.unused) return timeline.add(lapsesAt, () => expireApproval(deps, orgId, approvalId));
      const collectedAt = decidedAt + COLLECTED_AFTER_MS;
      timeline.add(collectedAt, async () => {
        await collect(deps, story, principal, approvalId, step.action);
        planReport(collectedAt);
      });
    });
  }
}

function planToReport({ deps, timeline }: Stage, principal: AgentPrincipal, { report }: SeededAction, event: string, from: number): void {
  const eventId = decodeId("evt", event);
  if (!report || !eventId) return;
  timeline.add(from + REPORTED_AFTER_MS, () => reportOutcome({ principal, eventId, report, idempotencyKey: undefined, deps }));
}

/** Answers when an approval lapses unless it is used. */
async function decide({ deps, people, story }: Stage, approvalId: string, { by, decision, reason }: SeededAnswer): Promise<number> {
  const digest = story.approval(approvalId).digest;
  const said = { decision, digest, ...(reason ? { reason } : {}) };
  const { approval: decided } = await decideApproval({ principal: personOf(people, by), approvalId, decision: said, deps });
  return Date.parse(decided.lapses_at ?? decided.expires_at);
}

async function cancel({ deps, story, orgId }: Stage, principal: AgentPrincipal, approvalId: string): Promise<void> {
  const intent = { kind: "cancel", entry_id: deps.newId(), approval_id: approvalId, principal: actingAs(principal), payloads: [] } as const;
  await story.commit({ orgId, configVersion: null, intent });
}

/** As `collectApproval`, without reading back what is not written yet. */
async function collect(
  deps: Deps,
  story: Stage["story"],
  principal: AgentPrincipal,
  approvalId: string,
  action: ActionInput,
): Promise<void> {
  const { verdict, config } = await judge(deps, principal, action);
  const intent = {
    kind: "collect",
    entry_id: deps.newId(),
    approval_id: approvalId,
    permit_id: deps.newId(),
    audience_hash: null,
    principal: actingAs(principal),
    verdict,
    uses: usesOf(action, verdict),
    payloads: [],
  } as const;
  await story.commit({ orgId: principal.scope.orgId, configVersion: config.version, intent });
}

/** A deed of a person is a change of configuration, which is written at once: so is what was told before it. */
async function doDeed({ deps, people, agents, children, story }: Stage, { by, deed }: SeededDeed): Promise<void> {
  await story.flush();
  const principal = personOf(people, by);
  if (deed.kind === "export_ledger") {
    const { content } = await exportLedger({ principal, query: { format: "ndjson" }, deps });
    await content.cancel();
    return;
  }
  if (deed.kind === "delegate") {
    const { parent, name, capabilities, ttl } = deed;
    const input = { parent: children.get(parent) ?? named(agents, parent).id, name, capabilities: [...capabilities], ttl };
    const { child } = await createDelegation({ principal, input, deps, once: always(deps, principal) });
    children.set(name, child.id);
    return;
  }
  const agent = named(agents, deed.agent);
  const keyId = agent.otherKeys.get(deed.key);
  if (keyId === undefined) throw new Error(`${deed.agent} has no key that is called ${deed.key}`);
  await revokeKey({ principal, agentId: agent.agentId, keyId, deps });
}

async function agentOf({ deps, agents }: Cast, name: string): Promise<AgentPrincipal> {
  return requireAgent(await authenticate(deps, `Bearer ${named(agents, name).key}`));
}

function personOf(people: Cast["people"], email: string): PersonPrincipal {
  const person = people.get(email);
  if (!person) throw new Error(`the story names a person who was not seeded: ${email}`);
  return person;
}

function named(agents: Cast["agents"], name: string): AgentWithKey {
  const agent = agents.get(name);
  if (!agent) throw new Error(`the story names an agent that was not seeded: ${name}`);
  return agent;
}
