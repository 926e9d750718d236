import { parseStrictJson, StrictJsonError } from "@agentlattice/core/strict-json";
import { HookRefusal } from "./refusal.ts";

/** Before a tool call, or after it with its outcome. */
type Phase = "before" | "success" | "failure";

/** What a host tells its hook about a tool call. */
export interface ToolEvent {
  readonly phase: Phase;
  readonly sessionId: string;
  /** Id that the coding agent gave to this tool call. */
  readonly callId: string;
  /** The working folder of the session. */
  readonly cwd: string;
  readonly toolName: string;
  readonly toolInput: Readonly<Record<string, unknown>>;
  /** The kind of the sub-agent that makes the call. Undefined for the main agent. */
  readonly subAgent?: string;
  /** Duration of the call in milliseconds, after it. */
  readonly durationMs?: number;
}

const PHASES = new Map<unknown, Phase>([
  ["PreToolUse", "before"],
  ["PostToolUse", "success"],
  ["PostToolUseFailure", "failure"],
]);
/** Results of tools nest deeper than their arguments. */
const MAX_DEPTH = 64;
const UPDATE = "Update agentlattice and the coding agent: this hook does not know the input of this version.";

/**
 * Reads the input of a hook, the same for Claude Code and Codex. An input of an unknown form is refused, because an argument that is not
 * understood would not be decided on.
 * @throws HookRefusal
 */
export function readEvent(text: string): ToolEvent {
  if (text.trim() === "") throw new HookRefusal("The hook received no input. Let the coding agent run it instead of calling it by hand.");
  const input = parseInput(text);
  const phase = PHASES.get(input.hook_event_name);
  if (phase === undefined) throw new HookRefusal(`The input names no known hook event. ${UPDATE}`);
  const { tool_input: toolInput, agent_type: subAgent, duration_ms: durationMs } = input;
  if (!isRecord(toolInput)) throw new HookRefusal(`The input has no tool_input object. ${UPDATE}`);
  return {
    phase,
    sessionId: textOf(input, "session_id"),
    callId: textOf(input, "tool_use_id"),
    cwd: textOf(input, "cwd"),
    toolName: textOf(input, "tool_name"),
    toolInput,
    ...(typeof subAgent === "string" ? { subAgent } : {}),
    ...(typeof durationMs === "number" ? { durationMs } : {}),
  };
}

function parseInput(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = parseStrictJson(text, "The input of the hook", MAX_DEPTH);
    if (isRecord(value)) return value;
  } catch (error) {
    if (!(error instanceof StrictJsonError)) throw error;
    throw new HookRefusal(`${error.message} ${UPDATE}`);
  }
  throw new HookRefusal(`The input of the hook is not a JSON object. ${UPDATE}`);
}

function textOf(input: Readonly<Record<string, unknown>>, name: string): string {
  const value = input[name];
  if (typeof value === "string" && value !== "") return value;
  throw new HookRefusal(`The input has no ${name}. ${UPDATE}`);
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
