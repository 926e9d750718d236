import { AgentLatticeError } from "../errors.ts";
import type { ActionOptions, GuardOptions } from "./action-options.ts";

/** Body of `POST /actions`. */
export interface ActionInput {
  action_type: string;
  metadata?: Record<string, unknown>;
  data_accessed?: { type: string; count?: number; sensitivity?: string }[];
  content?: string;
  justification?: string;
  summary?: string;
  callback?: string;
  before?: unknown;
  after?: unknown;
  tool?: { name: string; server?: string; version?: string; arguments?: unknown };
  tools?: string[];
  model?: { provider?: string; name: string };
  skill?: string;
  memory?: {
    op: "read" | "write";
    scope: "session" | "agent" | "user" | "shared" | "global";
    class: "public" | "internal" | "confidential" | "restricted";
    key?: string;
    value?: unknown;
  };
  usage?: { input_tokens?: number; output_tokens?: number; max_tokens?: number; usd?: string };
  tags?: string[];
  importance?: "low" | "normal" | "high";
  retention?: "short" | "standard" | "long";
  data_subjects?: string[];
  session_id?: string;
  run_id?: string;
  iteration_index?: number;
  correlation_id?: string;
  parent_event_id?: string;
  supports?: string[];
}

/** Options of the call, which are not part of the action. */
type CallOption = Exclude<keyof GuardOptions, keyof ActionOptions>;

const CALL_OPTIONS: Record<CallOption, true> = {
  eventId: true,
  signal: true,
  audience: true,
  permitGrade: true,
  onPending: true,
  onQuestion: true,
  cancelOnAbort: true,
  usageOf: true,
  onReportError: true,
};

/**
 * Converts options to the body of a submission. Option names become snake_case; keys that the caller chose stay unchanged.
 * @throws AgentLatticeError INVALID_OPTION for an option that does not exist, or is not the list or object it has to be
 */
export function toActionInput(actionType: string, options: ActionOptions): ActionInput {
  const {
    metadata,
    dataAccessed,
    content,
    justification,
    summary,
    callback,
    before,
    after,
    tool,
    tools,
    model,
    skill,
    memory,
    usage,
    tags,
    importance,
    retention,
    dataSubjects,
    sessionId,
    runId,
    iterationIndex,
    correlationId,
    parentEventId,
    supports,
    ...rest
  } = options;
  refuseUnknown(rest);
  return {
    action_type: actionType,
    metadata: object("metadata", metadata),
    content,
    justification,
    summary,
    callback,
    before,
    after,
    tool,
    tools: list("tools", tools),
    model,
    skill,
    memory,
    data_accessed: list("dataAccessed", dataAccessed),
    usage: usage && { input_tokens: usage.inputTokens, output_tokens: usage.outputTokens, max_tokens: usage.maxTokens, usd: usage.usd },
    tags: list("tags", tags),
    importance,
    retention,
    data_subjects: list("dataSubjects", dataSubjects),
    session_id: sessionId,
    run_id: runId,
    iteration_index: iterationIndex,
    correlation_id: correlationId,
    parent_event_id: parentEventId,
    supports: list("supports", supports),
  };
}

/** Throws for unknown options. A misspelt option would leave out a fact that policies and reviewers decide by. */
function refuseUnknown(rest: object): void {
  const unknown = Object.keys(rest).filter((name) => !Object.hasOwn(CALL_OPTIONS, name));
  if (unknown.length > 0)
    throw new AgentLatticeError(
      "INVALID_OPTION",
      `There is no option ${unknown.map((name) => `"${name}"`).join(", ")}. Facts about the action belong in metadata.`,
    );
}

/** Throws for a text in place of a list, which would be sent as a list of characters. */
function list<Item>(name: string, value: readonly Item[] | undefined): Item[] | undefined {
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) throw new AgentLatticeError("INVALID_OPTION", `${name} must be an array.`);
  return [...value];
}

function object(name: string, value: Record<string, unknown> | undefined): Record<string, unknown> | undefined {
  if (value === undefined || (typeof value === "object" && value !== null && !Array.isArray(value))) return value;
  throw new AgentLatticeError("INVALID_OPTION", `${name} must be an object.`);
}
