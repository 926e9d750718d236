import { toActionInput } from "./action-input.ts";
import type { ExecuteOptions } from "./action-options.ts";
import type { Config } from "./config.ts";
import { eventIdOf } from "./event-id.ts";
import type { JsonValue, Open } from "./json.ts";
import { readEvaluation, readScan } from "./read-result.ts";
import type { ActionStatus, Decision, DenialReason, Finding, Receipt } from "./results.ts";
import { send } from "./send.ts";

/** Options of `evaluate`: at least one of `tool`, `model` and `content`. */
export interface EvaluateOptions extends Omit<ExecuteOptions, "tool" | "model"> {
  /** A name, or a tool with its arguments. The action is `tool.<name>`, as `toolAction` returns it. */
  tool?: string | NonNullable<ExecuteOptions["tool"]>;
  /** A name, or a name with a provider. The action is `model.call`. */
  model?: string | NonNullable<ExecuteOptions["model"]>;
  /** A label of your own, stored as `metadata.agent_id`. The key determines the acting agent. */
  agentId?: string;
}

/** The result of `evaluate`. Act on `executed` only. Times are RFC 3339. */
export interface Evaluation {
  status: ActionStatus;
  /** The caller's correlation id, or one that the server created. */
  correlationId: string;
  auditEventId: string;
  decision: Decision & { denialReason?: Open<DenialReason> };
  approvalId?: string;
  /** The console page where people decide the approval. */
  approvalUrl?: string;
  /** Expiry of the approval. */
  timeoutAt?: string;
  message?: string;
  /** The content to use in place of the one you sent. */
  content?: string;
  /** Fields to use in place of those you sent, by their API names. */
  effective?: Record<string, JsonValue>;
  receipt?: Receipt;
}

/** A finding in a text that belongs to no submission. */
export type ScanFinding = Omit<Finding, "policy" | "path" | "part">;

/** The result of `scan`: kinds and positions of findings, never the values. */
export interface ScanResult {
  /** The default action for these findings. */
  action: Decision["action"];
  reasonCodes: string[];
  /** 0 to 100. */
  riskScore: number;
  findings: ScanFinding[];
}

/** Sends `POST /evaluate`. */
export async function evaluateCall(config: Config, options: EvaluateOptions): Promise<Evaluation> {
  const { tool, model, agentId, ...rest } = options;
  const { action_type: _, ...facts } = toActionInput("", { ...rest, supports: rest.supports ?? config.supports });
  const answer = await send(config, {
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
