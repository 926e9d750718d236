import { type ActionResult, AgentLattice, type ChangedValue, type GateOptions } from "@agentlattice/sdk";
import type { Connection } from "../connection/find-connection.ts";
import { describeError } from "../describe-error.ts";
import { escapeText } from "../escape-text.ts";
import { exitCodeOf } from "../exit-codes.ts";
import { Interrupted, interruptible } from "../interrupted.ts";
import type { Output } from "../output.ts";
import { printableJson } from "../terminal/printable-json.ts";
import { describeApproval, describeChanges } from "./describe-outcome.ts";
import { measureUsage } from "./measure-usage.ts";
import { metadataEnv } from "./metadata-env.ts";
import { type AllowedResult, approvedJson, refusedJson } from "./outcome-json.ts";
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
  /** True when the command gets the metadata as it was approved, so that a reviewer may change it. */
  readonly passMetadata: boolean;
}

/** Variables that gate sets for its command. */
const OF_GATE = /^AL_(PERMIT|USAGE_FILE|EFFECTIVE|METADATA_.*)$/;

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
    const { result, effective, changes } = await askAndWait(al, request, stderr);
    const decided = describeApproval(result);
    log(`${decided.charAt(0).toUpperCase()}${decided.slice(1)}.`);
    if (changes.length > 0) log(`Approved with changes: ${describeChanges(changes)}.`);
    if (request.command.length === 0) {
      stdout.write(
        `${json ? printableJson(approvedJson({ ...result, effective }, eventId)) : `executed ${escapeText(actionType)} ${escapeText(result.auditEventId)} ${decided}`}\n`,
      );
      return 0;
    }
    const ended = await runAndReport(al, request, { result, effective }, env, log);
    if (json) stdout.write(`${printableJson(approvedJson({ ...result, effective, permit: undefined }, eventId, ended))}\n`);
    return ended.exitCode;
  } catch (error) {
    for (const line of describeError(error, eventId)) log(line);
    if (error instanceof Interrupted) log(`The request is still open. Continue with --event-id ${escapeText(eventId)}`);
    if (json) stdout.write(`${printableJson(refusedJson(error, actionType, eventId))}\n`);
    return exitCodeOf(error);
  }
}

/** An allowed action with its values as they were approved. */
interface Allowed {
  readonly result: AllowedResult;
  /** Fields by their API names. */
  readonly effective: Record<string, unknown>;
}

async function askAndWait(
  al: AgentLattice,
  { actionType, options, eventId, connection, passMetadata }: GateRequest,
  stderr: Output,
): Promise<Allowed & { readonly changes: readonly ChangedValue[] }> {
  const target = options.metadata?.target;
  if (connection.note) stderr.write(`${escapeText(connection.note)}\n`);
  stderr.write(`Requesting ${escapeText(actionType)}${typeof target === "string" ? ` on ${escapeText(target)}` : ""}\n`);
  let stopWaiting = () => {};
  try {
    return await interruptible(async (signal) => {
      const sent = {
        ...options,
        eventId,
        signal,
        onPending: (pending: ActionResult) => {
          stderr.write(`Waiting for a decision. ${whereToApprove(pending)}\n`);
          stopWaiting = showWaiting(stderr);
        },
      };
      const result = passMetadata ? await al.gate(actionType, { ...sent, edits: true }) : await al.gate(actionType, sent);
      const { metadata, tool } = "changes" in result ? result.effective : options;
      const changes = "changes" in result ? result.changes : [];
      const effective = { action_type: actionType, ...(metadata ? { metadata } : {}), ...(tool ? { tool } : {}) };
      return { result, changes, effective };
    });
  } finally {
    stopWaiting();
  }
}

function whereToApprove({ approvalId = "", approvalUrl }: ActionResult): string {
  return approvalUrl === undefined ? `Approve ${escapeText(approvalId)} in the console.` : `Approve at ${escapeText(approvalUrl)}`;
}

async function runAndReport(
  al: AgentLattice,
  { command, passMetadata }: GateRequest,
  { result, effective }: Allowed,
  env: NodeJS.ProcessEnv,
  log: (line: string) => void,
): Promise<CommandEnd & { reported: boolean }> {
  // INVARIANT: a nested gate does not pass the permit, the files and the metadata of the outer gate to its command.
  const own = Object.entries(env).filter(([name]) => !OF_GATE.test(name));
  const { ended, usage } = await measureUsage(log, effective, (fileEnv) =>
    runCommand(command, {
      ...Object.fromEntries(own),
      AL_AUDIT_EVENT_ID: result.auditEventId,
      ...fileEnv,
      ...(passMetadata ? metadataEnv(effective.metadata) : {}),
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
