import { ActionInput, type EvaluateInput } from "@agentlattice/contract";
import { AppError } from "../http/app-error.ts";
import { parseInput } from "../http/parse-input.ts";

/** What an application is about to do, as the action it is: `tool.<name>`, `model.call` or `content.check`. @throws AppError INVALID_REQUEST */
export function toSubmission({ tool, model, agent_id, metadata, ...facts }: EvaluateInput): ActionInput {
  const called = typeof tool === "string" ? { name: tool } : tool;
  return parseInput(ActionInput, {
    ...facts,
    action_type: called ? `tool.${toWord(called.name)}` : model === undefined ? "content.check" : "model.call",
    ...(called ? { tool: called } : {}),
    ...(model === undefined ? {} : { model: typeof model === "string" ? { name: model } : model }),
    ...(metadata || agent_id !== undefined ? { metadata: { ...metadata, ...(agent_id === undefined ? {} : { agent_id }) } } : {}),
  });
}

/** A tool's name as policies write it: lower case, and `_` for whatever an action type cannot hold. */
function toWord(name: string): string {
  const word = name
    .toLowerCase()
    .replace(/[^a-z0-9_.:-]+/g, "_")
    .replace(/[.:-]+(?=[.:-]|$)|^[.:-]+/g, "");
  if (word !== "" && word.length <= 123) return word;
  const message = word === "" ? "must have a letter or a digit" : "must be at most 123 characters";
  throw new AppError("INVALID_REQUEST", { detail: `tool.name: ${message}.`, errors: [{ path: "tool.name", message }] });
}
