/** The origin of an event type and what it describes. */
export interface EventType {
  readonly origin: "teec" | "agentlattice";
  /** True when the entry of a decision may carry it. */
  readonly decision: boolean;
  readonly meaning: string;
}

/** The 18 event types of the published set (TEEC 0.1). */
const PUBLISHED = {
  "policy.evaluation": [true, "The policies were asked."],
  "policy.violation": [true, "A policy does not let it pass."],
  "tool.evaluation": [true, "A tool was looked up."],
  "content.moderation": [true, "Content that may not pass was found."],
  "pii.detection": [true, "Personal data was found."],
  "prompt.injection": [true, "Text that gives orders to a model was found."],
  "secret.detection": [true, "A credential was found."],
  "credential.ttl": [true, "A credential is too old."],
  "memory.write": [true, "Memory was to be written."],
  "memory.read": [true, "Memory was to be read."],
  "memory.retention": [true, "It may be kept for a limited time only."],
  "reliability.retry": [true, "A call was to be repeated."],
  "reliability.fallback": [true, "Another model is to be used."],
  "reliability.degrade": [true, "A reduced service is to be used."],
  "reliability.circuit": [true, "A circuit is open, or being tried."],
  "cost.budget": [true, "A budget was reached."],
  "registry.lookup": [true, "Something that is used is not on its list, or not vouched for."],
  "audit.event": [false, "Anything else that is recorded."],
} as const satisfies Record<string, readonly [boolean, string]>;

const OURS = {
  "action.executed": [true, "An action may run."],
  "action.denied": [true, "An action may not run."],
  "action.reported": [false, "How an action went."],
  "policy.denied": [true, "A policy denied an action."],
  "policy.changed": [false, "A policy was published, rolled back or switched."],
  "approval.requested": [true, "A person is asked."],
  "approval.decided": [false, "A person decided."],
  "approval.expired": [false, "Nobody decided in time."],
  "approval.lapsed": [false, "An approval was not used in time."],
  "approval.cancelled": [false, "The agent withdrew what it asked for, or may not act any more."],
  "approval.revoked": [false, "An approval was taken back."],
  "approval.refused": [false, "The policies of now do not let an approved action run."],
  "permit.consumed": [false, "A permit was used at the point of enforcement."],
  "delegation.created": [false, "An agent was delegated to."],
  "delegation.revoked": [false, "A delegation was ended."],
  "delegation.expired": [false, "A delegation ran out."],
  "agent.changed": [false, "An agent was changed."],
  "key.created": [false, "A key was made."],
  "key.revoked": [false, "A key was withdrawn."],
  "member.changed": [false, "A member was changed."],
  "invitation.changed": [false, "An invitation was sent, taken up or withdrawn."],
  "organisation.changed": [false, "A setting of the organisation was changed."],
  "session.started": [false, "Somebody signed in."],
  "session.ended": [false, "Somebody signed out."],
  "audit.exported": [false, "The log was exported."],
  "audit.revealed": [false, "Values behind placeholders were read."],
  "ledger.restored": [false, "A new generation of the log was begun after its database was restored."],
  "ledger.verified": [false, "Somebody verified the log outside the server."],
  "org.created": [false, "An organisation was made."],
  "anomaly.detected": [false, "Something unusual was seen."],
  "enforcement.triggered": [true, "A halt or a breaker acted, whatever the policies say."],
  "budget.threshold": [true, "A budget came past its threshold: once."],
  "budget.exceeded": [true, "A budget is used up."],
  "guardrail.detected": [true, "A module found something."],
  "guardrail.redacted": [true, "What was found was taken out."],
  "guardrail.blocked": [true, "What was found may not pass."],
  "skill.registered": [false, "A skill was put on the list."],
  "skill.denied": [true, "A skill is not on the list."],
  "skill.invoked": [true, "A skill was used."],
  "mcp.connected": [false, "An MCP server was connected."],
  "mcp.error": [false, "An MCP server failed."],
  "run.started": [false, "A run began."],
  "run.paused": [false, "A run waits."],
  "run.resumed": [false, "A run goes on."],
  "run.completed": [false, "A run came to its end."],
  "run.error": [false, "A run failed."],
  "run.cancelled": [false, "A run was stopped."],
  "run.interrupted": [false, "A run broke off."],
  "run.abandoned": [false, "A run that waited was given up."],
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
