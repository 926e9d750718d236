import type { Config } from "../transport/config.ts";
import { eventIdOf } from "../transport/event-id.ts";
import { readEvaluation, readScan } from "../transport/read-result.ts";
import { send } from "../transport/send.ts";
import { toActionInput } from "./action-input.ts";
import type { ExecuteOptions } from "./action-options.ts";
import { obligationsToDeclare } from "./edits.ts";
import type { Evaluation, ScanResult } from "./evaluation.ts";
import { sendSubmission } from "./sign-submission.ts";

/** Options of `evaluate`: at least one of `tool`, `model` and `content`. */
export interface EvaluateOptions extends Omit<ExecuteOptions, "tool" | "model" | "edits"> {
  /** A name, or a tool with its arguments. The action is `tool.<name>`, as `toolAction` returns it. */
  tool?: string | NonNullable<ExecuteOptions["tool"]>;
  /** A name, or a name with a provider. The action is `model.call`. */
  model?: string | NonNullable<ExecuteOptions["model"]>;
  /** A label of your own, stored as `metadata.agent_id`. The key determines the acting agent. */
  agentId?: string;
}

/** Sends `POST /evaluate`. */
export async function evaluateCall(config: Config, options: EvaluateOptions): Promise<Evaluation> {
  const { tool, model, agentId, ...rest } = options;
  const { action_type: _, ...facts } = toActionInput("", { ...rest, supports: obligationsToDeclare(rest, config, false) });
  const answer = await sendSubmission(config, {
    method: "POST",
    path: "/evaluate",
    body: { ...facts, tool, model, agent_id: agentId },
    headers: { "x-al-event-id": eventIdOf(options) },
    signal: options.signal,
  });
  return readEvaluation(answer.body);
}

/** Sends `POST /scan`. */
export async function scanText(config: Config, content: string, signal: AbortSignal | undefined): Promise<ScanResult> {
  return readScan((await send(config, { method: "POST", path: "/scan", body: { content }, signal })).body);
}
