import { checkOptions } from "../transport/check-options.ts";
import type { Config } from "../transport/config.ts";
import { type ReportedEvent, RunReporter } from "./run-reporter.ts";
import { createRun, type RunOptions } from "./runs.ts";

/** Options of `run`. */
export interface RunReportOptions extends RunOptions {
  /** Aborted when the program gives the run up: it then ends as cancelled. */
  readonly signal?: AbortSignal;
  /** Receives errors of the reporting, which never reach your function. Default: `console.error`. */
  readonly onError?: (error: unknown) => void;
}

/** Options of one event of a run. */
export interface RunEventOptions {
  /** The iteration of the agent's loop. */
  readonly iterationIndex?: number;
  /** Time of the event. Default: now. */
  readonly at?: Date;
  /** Correlation id of the action that the event is about: your own, or `cor_…` of `decision.correlationId`. */
  readonly correlationId?: string;
}

/** A skill that the agent may use. */
export interface RegisteredSkill {
  readonly skill?: string;
  readonly version?: string;
}

/** An MCP server to which the agent is connected. */
export interface McpConnection {
  readonly server?: string;
  readonly version?: string;
  /** Number of its tools. */
  readonly tools?: number;
  readonly durationMs?: number;
}

/** A failure of an MCP server. */
export interface McpFailure {
  readonly server?: string;
  readonly tool?: string;
  readonly reason?: string;
  /** Details as JSON, without personal data. */
  readonly error?: unknown;
}

/** A call of a model. */
export interface LlmCall {
  readonly model?: string;
  readonly provider?: string;
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly cachedTokens?: number;
  /** US dollars as a decimal string. */
  readonly usd?: string;
  readonly durationMs?: number;
}

/** A call of a tool. */
export interface ToolCall {
  readonly tool?: string;
  readonly callId?: string;
  readonly success?: boolean;
  /** US dollars as a decimal string. */
  readonly usd?: string;
  readonly durationMs?: number;
}

/** A run that `run` reports. Its methods fail open: they never throw, and what cannot be sent goes to `onError`. */
export interface ActiveRun {
  /** Id for `runId` of actions; undefined when the run could not be created. */
  readonly id: string | undefined;
  /** Reports that a model answered. */
  llm(call: LlmCall, options?: RunEventOptions): void;
  /** Reports that a tool answered. */
  tool(call: ToolCall, options?: RunEventOptions): void;
  /** Reports a skill that was registered. */
  skillRegistered(skill: RegisteredSkill, options?: RunEventOptions): void;
  /** Reports an MCP server that was connected. */
  mcpConnected(connection: McpConnection, options?: RunEventOptions): void;
  /** Reports that an MCP server failed. */
  mcpError(failure: McpFailure, options?: RunEventOptions): void;
  /** Reports that the run waits for something that AgentLattice does not know. Waiting for an approval needs no event. */
  paused(reason?: string, options?: RunEventOptions): void;
  /** Reports that the run continues. */
  resumed(reason?: string, options?: RunEventOptions): void;
  /** Resolves when the events so far were sent. */
  flush(): Promise<void>;
}

/**
 * Runs a function as a run and reports its start, its events in batches, and its end.
 * @throws whatever the function throws
 */
export async function reportRun<T>(config: Config, options: RunReportOptions, work: (run: ActiveRun) => Promise<T> | T): Promise<T> {
  const { signal, onError: given, ...details } = options;
  const onError = quiet(given ?? logFailure);
  const created = await createRun(config, details).catch((error: unknown) => {
    onError(error);
    return null;
  });
  const reporter = created && new RunReporter(config, created.id, onError);
  const add = (type: string, data?: object, options?: RunEventOptions) => reporter?.add(toEvent(type, data, options));
  /** Adds an event of the program. One with an unknown field is reported and left out, because a method of a run never throws. */
  const addChecked = (type: string, check: () => object | undefined, event: RunEventOptions = {}) => {
    try {
      checkOptions("run.event", event);
      add(type, check(), event);
    } catch (error) {
      onError(error);
    }
  };
  const callOf = (method: CallMethod, call: object) => () => {
    checkOptions(method, call);
    return toSnakeCase(call);
  };
  const because = (reason?: string) => (reason === undefined ? undefined : { reason });
  const run: ActiveRun = {
    id: created?.id,
    llm: (call, event) => addChecked("llm.completed", callOf("run.llm", call), event),
    tool: (call, event) => addChecked("tool.completed", callOf("run.tool", call), event),
    skillRegistered: (skill, event) => addChecked("skill.registered", callOf("run.skillRegistered", skill), event),
    mcpConnected: (connection, event) => addChecked("mcp.connected", callOf("run.mcpConnected", connection), event),
    mcpError: (failure, event) => addChecked("mcp.error", callOf("run.mcpError", failure), event),
    paused: (reason, event) => addChecked("run.paused", () => because(reason), event),
    resumed: (reason, event) => addChecked("run.resumed", () => because(reason), event),
    flush: async () => reporter?.flush(),
  };
  add("run.started");
  // Sent before the work begins, so that the start precedes the actions of the run in its order.
  await reporter?.flush();
  try {
    const result = await work(run);
    add("run.completed");
    return result;
  } catch (error) {
    if (signal?.aborted) add("run.cancelled");
    else add("run.failed", { error: describe(error) });
    throw error;
  } finally {
    await reporter?.close();
  }
}

type CallMethod = "run.llm" | "run.tool" | "run.skillRegistered" | "run.mcpConnected" | "run.mcpError";

function toEvent(
  type: string,
  data: object | undefined,
  { iterationIndex, at = new Date(), correlationId }: RunEventOptions = {},
): ReportedEvent {
  return {
    type,
    ...(data === undefined ? {} : { data: data as Record<string, unknown> }),
    ...(iterationIndex === undefined ? {} : { iteration_index: iterationIndex }),
    ...(correlationId === undefined ? {} : { correlation_id: correlationId }),
    at: Number.isNaN(at.getTime()) ? new Date().toISOString() : at.toISOString(),
  };
}

/** Names the error by its class and code. Its message may hold personal data. */
function describe(error: unknown): object {
  if (!(error instanceof Error)) return { name: typeof error };
  const { code } = error as { code?: unknown };
  return { name: error.name, ...(typeof code === "string" ? { code } : {}) };
}

const toSnakeCase = (call: object) =>
  Object.fromEntries(Object.entries(call).map(([key, value]) => [key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), value]));

/** Returns a handler whose own errors are ignored, because reporting must not fail the program. */
function quiet(onError: (error: unknown) => void): (error: unknown) => void {
  return (error) => {
    try {
      onError(error);
    } catch (failure) {
      logFailure(failure);
    }
  };
}

function logFailure(error: unknown): void {
  console.error(`AgentLattice: events of a run were not recorded: ${error instanceof Error ? error.message : String(error)}`);
}
