import type { ActionOptions } from "./action-options.ts";
import { toWireUsage } from "./usage.ts";

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
  usage?: { input_tokens?: number; output_tokens?: number; max_tokens?: number; usd?: string; seconds?: number };
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

/** Converts checked options to the body of a submission. Option names become snake_case; keys that the caller chose stay unchanged. */
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
  } = options;
  return {
    action_type: actionType,
    metadata,
    content,
    justification,
    summary,
    callback,
    before,
    after,
    tool,
    tools: tools && [...tools],
    model,
    skill,
    memory,
    data_accessed: dataAccessed && [...dataAccessed],
    usage: usage && toWireUsage(usage),
    tags: tags && [...tags],
    importance,
    retention,
    data_subjects: dataSubjects && [...dataSubjects],
    session_id: sessionId,
    run_id: runId,
    iteration_index: iterationIndex,
    correlation_id: correlationId,
    parent_event_id: parentEventId,
    supports: supports && [...supports],
  };
}
