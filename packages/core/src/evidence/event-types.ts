/** The origin of an event type and what it describes. */
export interface EventType {
  readonly origin: "teec" | "agentlattice";
  /** True when the entry of a decision may carry it. */
  readonly decision: boolean;
  readonly meaning: string;
}

/** The 18 event types of the published set (TEEC 0.1). */
const PUBLISHED = {
  "policy.evaluation": [true, "The policies were evaluated."],
  "policy.violation": [true, "A policy denies the action."],
  "tool.evaluation": [true, "A tool was looked up."],
  "content.moderation": [true, "Content that is not allowed was found."],
  "pii.detection": [true, "Personal data was found."],
  "prompt.injection": [true, "Text that tries to instruct a model was found."],
  "secret.detection": [true, "A credential was found."],
  "credential.ttl": [true, "A credential is too old."],
  "memory.write": [true, "Memory is written."],
  "memory.read": [true, "Memory is read."],
  "memory.retention": [true, "The memory has a retention period."],
  "reliability.retry": [true, "A call exceeded its retry budget."],
  "reliability.fallback": [true, "A fallback model is used."],
  "reliability.degrade": [true, "A reduced service is used."],
  "reliability.circuit": [true, "A circuit is open or half open."],
  "cost.budget": [true, "A budget is used up."],
  "registry.lookup": [true, "An item is not on its list or has no valid provenance."],
  "audit.event": [false, "Any other recorded event."],
} as const satisfies Record<string, readonly [boolean, string]>;

const OURS = {
  "action.executed": [true, "An action is allowed."],
  "action.denied": [true, "An action is denied."],
  "action.reported": [false, "The outcome of an action was reported."],
  "policy.denied": [true, "A policy denied an action."],
  "policy.changed": [false, "A policy was published, rolled back or switched to another mode."],
  "approval.requested": [true, "An approval is requested."],
  "approval.decided": [false, "A person decided."],
  "approval.expired": [false, "A request expired without a decision."],
  "approval.lapsed": [false, "An approval was not used in time."],
  "approval.cancelled": [false, "The agent withdrew the request, or may no longer act."],
  "approval.revoked": [false, "An approval was revoked."],
  "approval.refused": [false, "The current policies no longer permit an approved action."],
  "approval.resumed": [false, "The deadline of an approval runs again after a halt."],
  "approval.voted": [false, "A person approved; further votes are needed."],
  "approval.edited": [false, "A person changed the submission before approving it."],
  "approval.undone": [false, "A person took a vote or a decision back."],
  "approval.escalated": [false, "A stage of an approval escalated."],
  "approval.claimed": [false, "A person claimed a request."],
  "approval.released": [false, "A person released a claimed request."],
  "approval.commented": [false, "A person commented on a request."],
  "approval.asked": [false, "A person asked the agent a question."],
  "approval.answered": [false, "The agent answered a question."],
  "emergency.reviewed": [false, "A release by one person alone was reviewed by another."],
  "emergency.unreviewed": [false, "A release by one person alone was not reviewed in time."],
  "outcome.unknown": [false, "The outcome of a consumed permit was not reported in time."],
  "app.recorded": [false, "An agent's program recorded an event of its own."],
  "outcome.settled": [false, "A person settled an unknown outcome."],
  "group.changed": [false, "A group of approvers was changed."],
  "handover.changed": [false, "A person handed approvals over, or took them back."],
  "grant.revoked": [false, "A person revoked a standing grant."],
  "grant.ended": [false, "A standing grant ended with its policy, key, agent or delegation."],
  "permit.consumed": [false, "A permit was used at the point of enforcement."],
  "delegation.created": [false, "A delegation was created."],
  "delegation.revoked": [false, "A delegation was revoked."],
  "delegation.expired": [false, "A delegation expired."],
  "halt.requested": [false, "A person halted an agent, actions, an environment or the organisation, or a drill did."],
  "halt.confirmed": [false, "Every client that was told about a halt has confirmed that it stopped."],
  "halt.resumed": [false, "A person ended a halt, or a drill ended its own."],
  "drill.changed": [false, "A halt drill was scheduled, started by a person or removed."],
  "drill.completed": [false, "A halt drill ended: the clients that acknowledged within the goal were counted."],
  "breaker.changed": [false, "A person held the breaker of an agent open or closed, or released it."],
  "agent.changed": [false, "An agent was changed."],
  "key.created": [false, "A key was created."],
  "key.revoked": [false, "A key was revoked."],
  "member.changed": [false, "A member was changed."],
  "invitation.changed": [false, "An invitation was sent, accepted or revoked."],
  "passkey.changed": [false, "A person registered or removed a passkey."],
  "totp.changed": [false, "A person enrolled or removed an authenticator app."],
  "permit_key.changed": [false, "The key that signs offline permits was created or replaced."],
  "channel.changed": [false, "A webhook or another channel was created, changed or deleted."],
  "organisation.changed": [false, "A setting of the organisation was changed."],
  "session.started": [false, "A person signed in."],
  "session.ended": [false, "A person signed out."],
  "audit.exported": [false, "The log was exported."],
  "audit.revealed": [false, "Values behind placeholders were read."],
  "ledger.restored": [false, "A new generation of the log was started after its database was restored."],
  "ledger.verified": [false, "A person verified the log outside the server."],
  "org.created": [false, "An organisation was created."],
  "anomaly.detected": [false, "An irregularity was found."],
  "enforcement.triggered": [true, "A halt or a breaker denied, whatever the policies."],
  "budget.threshold": [true, "A budget passed a warning threshold, which is recorded once."],
  "budget.exceeded": [true, "A budget is used up."],
  "budget.reserved": [false, "An agent reserved amounts of budgets."],
  "budget.denied": [false, "A reservation was denied."],
  "budget.settled": [false, "An agent stated the cost of a reservation."],
  "budget.released": [false, "An agent released a reservation."],
  "price.changed": [false, "The organisation's own price of a model was changed."],
  "budget.expired": [false, "A reservation expired without a cost."],
  "guardrail.detected": [true, "A module found something."],
  "guardrail.redacted": [true, "A finding was redacted."],
  "guardrail.blocked": [true, "A finding blocked the action."],
  "skill.registered": [false, "A skill was added to the list."],
  "skill.denied": [true, "A skill is not on the list."],
  "skill.invoked": [true, "A skill was used."],
  "mcp.connected": [false, "An MCP server was connected."],
  "mcp.error": [false, "An MCP server failed."],
  "run.started": [false, "A run started."],
  "run.paused": [false, "A run was paused."],
  "run.resumed": [false, "A run resumed."],
  "run.completed": [false, "A run completed."],
  "run.error": [false, "A run failed."],
  "run.cancelled": [false, "A run was cancelled."],
  "run.interrupted": [false, "A run was interrupted."],
  "run.abandoned": [false, "A paused run was abandoned."],
  "llm.completed": [false, "A model answered."],
  "tool.completed": [false, "A tool answered."],
} as const satisfies Record<string, readonly [boolean, string]>;

export type EventTypeName = keyof typeof PUBLISHED | keyof typeof OURS;

/** The event types of entries. The list is closed. */
export const EVENT_TYPES: Readonly<Record<EventTypeName, EventType>> = {
  ...read(PUBLISHED, "teec"),
  ...read(OURS, "agentlattice"),
};

function read<Name extends string>(rows: Readonly<Record<Name, readonly [boolean, string]>>, origin: EventType["origin"]) {
  const types = Object.entries<readonly [boolean, string]>(rows).map(([name, [decision, meaning]]) => [
    name,
    { origin, decision, meaning },
  ]);
  return Object.fromEntries(types) as Record<Name, EventType>;
}
