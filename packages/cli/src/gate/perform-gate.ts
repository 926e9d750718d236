import { type ActionResult, AgentLattice, type GateOptions, type GateResult } from "@agentlattice/sdk";
import type { Connection } from "../connection/find-connection.ts";
import { describeError } from "../describe-error.ts";
import { escapeText } from "../escape-text.ts";
import { exitCodeOf } from "../exit-codes.ts";
import { Interrupted, interruptible } from "../interrupted.ts";
import type { Output } from "../output.ts";
import { printableJson } from "../terminal/printable-json.ts";
import { describeApproval } from "./describe-outcome.ts";
import { measureUsage } from "./measure-usage.ts";
import { approvedJson, refusedJson } from "./outcome-json.ts";
import { type CommandEnd, runCommand } from "./run-command.ts";
import { showWaiting } from "./waiting-line.ts";

export interface GateRequest {
  readonly actionType: string;
  readonly options: GateOptions;
  readonly eventId: string;
  /** Milliseconds. Default: that of the SDK. */
  readonly timeoutMs?: number | undefined;
  readonly connection: Connection;
  /** The command to run when the action is allowed, or an empty list. */
  readonly command: readonly string[];
  readonly json: boolean;
}

interface GateIo {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: NodeJS.ProcessEnv;
}

/** Submits the action, waits for a decision, runs the command and reports its outcome. Returns the exit code. */
export async function performGate(request: GateRequest, { stdout, stderr, env }: GateIo): Promise<number> {
  const { actionType, eventId, json } = request;
  const log = (line: string) => stderr.write(`${line}\n`);
  try {
    const { apiKey, baseUrl } = request.connection;
    const al = new AgentLattice({ apiKey, baseUrl, ...(request.timeoutMs === undefined ? {} : { gatePollTimeoutMs: request.timeoutMs }) });
    const result = await askAndWait(al, request, stderr);
    const decided = describeApproval(result);
    log(`${decided.charAt(0).toUpperCase()}${decided.slice(1)}.`);
    if (request.command.length === 0) {
      stdout.write(
        `${json ? printableJson(approvedJson(result, eventId)) : `executed ${escapeText(actionType)} ${escapeText(result.auditEventId)} ${decided}`}\n`,
      );
      return 0;
    }
    const ended = await runAndReport(al, request.command, result, env, log);
    if (json) stdout.write(`${printableJson(approvedJson({ ...result, permit: undefined }, eventId, ended))}\n`);
    return ended.exitCode;
  } catch (error) {
    for (const line of describeError(error, eventId)) log(line);
    if (error instanceof Interrupted) log(`The request is still open. Continue with --event-id ${escapeText(eventId)}`);
    if (json) stdout.write(`${printableJson(refusedJson(error, actionType, eventId))}\n`);
    return exitCodeOf(error);
  }
}

async function askAndWait(
  al: AgentLattice,
  { actionType, options, eventId, connection }: GateRequest,
  stderr: Output,
): Promise<GateResult> {
  const target = options.metadata?.target;
  if (connection.note) stderr.write(`${escapeText(connection.note)}\n`);
  stderr.write(`Requesting ${escapeText(actionType)}${typeof target === "string" ? ` on ${escapeText(target)}` : ""}\n`);
  let stopWaiting = () => {};
  try {
    return await interruptible((signal) =>
      al.gate(actionType, {
        ...options,
        eventId,
        signal,
        onPending: (pending) => {
          stderr.write(`Waiting for a decision. ${whereToApprove(pending)}\n`);
          stopWaiting = showWaiting(stderr);
        },
      }),
    );
  } finally {
    stopWaiting();
  }
}

function whereToApprove({ approvalId = "", approvalUrl }: ActionResult): string {
  return approvalUrl === undefined ? `Approve ${escapeText(approvalId)} in the console.` : `Approve at ${escapeText(approvalUrl)}`;
}

async function runAndReport(
  al: AgentLattice,
  command: readonly string[],
  result: GateResult,
  env: NodeJS.ProcessEnv,
  log: (line: string) => void,
): Promise<CommandEnd & { reported: boolean }> {
  // INVARIANT: a nested gate does not pass the permit and the usage file of the outer gate to its command.
  const { AL_PERMIT: _, AL_USAGE_FILE: __, ...inherited } = env;
  const { ended, usage } = await measureUsage(log, (usageEnv) =>
    runCommand(command, {
      ...inherited,
      AL_AUDIT_EVENT_ID: result.auditEventId,
      ...usageEnv,
      ...(result.permit ? { AL_PERMIT: result.permit } : {}),
    }),
  );
  if (ended.exitCode >= 126 && ended.failure) log(`The command ${escapeText(ended.failure)}.`);
  try {
    const metadata = { exit_code: ended.exitCode, ...(ended.signal ? { signal: ended.signal } : {}) };
    await al.report(
      result.auditEventId,
      ended.failure ? { status: "failure", message: ended.failure, metadata, usage } : { status: "success", metadata, usage },
    );
    return { ...ended, reported: true };
  } catch (error) {
    log(`The command ran, but its outcome could not be reported: ${describeError(error, "").join(" ")}`);
    return { ...ended, reported: false };
  }
}
