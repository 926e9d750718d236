import { ActionInput, type EvaluateInput } from "@agentlattice/contract";
import { toolActionType } from "@agentlattice/core/actions";
import { AppError } from "../http/app-error.ts";
import { parseInput } from "../http/parse-input.ts";

/** Converts the call of an application to an action: `tool.<name>`, `model.call` or `content.check`. @throws AppError INVALID_REQUEST */
export function toSubmission({ tool, model, agent_id, metadata, ...facts }: EvaluateInput): ActionInput {
  const called = typeof tool === "string" ? { name: tool } : tool;
  return parseInput(ActionInput, {
    ...facts,
    action_type: called ? toolAction(called.name) : model === undefined ? "content.check" : "model.call",
    ...(called ? { tool: called } : {}),
    ...(model === undefined ? {} : { model: typeof model === "string" ? { name: model } : model }),
    ...(metadata || agent_id !== undefined ? { metadata: { ...metadata, ...(agent_id === undefined ? {} : { agent_id }) } } : {}),
  });
}

/** Checks a tool name. @throws AppError INVALID_REQUEST for a name that is not valid in an action type */
function toolAction(name: string): string {
  const action = toolActionType(name);
  if (action !== null) return action;
  const message = "must have a letter or a digit, and at most 123 characters";
  throw new AppError("INVALID_REQUEST", { detail: `tool.name: ${message}.`, errors: [{ path: "tool.name", message }] });
}
