import type { AgentLattice, PendingAction } from "@agentlattice/sdk";
import type { CallStore } from "./call-store.ts";
import { sha256 } from "./digest-text.ts";
import { explainRefusal } from "./explain-refusal.ts";
import type { Host } from "./host.ts";
import { type Action, mapCall } from "./map-call.ts";
import { readEvent, type ToolEvent } from "./read-event.ts";
import { blocked, HookRefusal } from "./refusal.ts";

/** The part of the client that a hook uses. */
export type HookAgent = Pick<AgentLattice, "gate" | "report">;

export interface HookContext {
  readonly host: Host;
  readonly store: CallStore;
  /** Returns the client. @throws HookRefusal without a credential */
  connect(): HookAgent;
  /** Aborts at the deadline of the hook. */
  readonly signal: AbortSignal;
}

/** Exit code and text of a hook. Both hosts run the tool on 0, and on 2 they block it and show the text to the model. */
export interface HookAnswer {
  readonly exitCode: 0 | 1 | 2;
  readonly stderr?: string;
}

/**
 * Answers a hook: decides on a call before it, reports its outcome after it. INVARIANT: before a call, the exit code is 0 only when the gate
 * returned an executed action. Every error blocks.
 */
export async function answerHook(input: string, context: HookContext): Promise<HookAnswer> {
  try {
    const event = readEvent(input);
    return event.phase === "before" ? await gateCall(event, context) : await reportCall(event, context);
  } catch (error) {
    if (error instanceof HookRefusal) return { exitCode: 2, stderr: blocked(error.message) };
    throw error;
  }
}

async function gateCall(event: ToolEvent, { host, store, connect, signal }: HookContext): Promise<HookAnswer> {
  const { actionType, options } = mapCall(host, event);
  const request = sha256(JSON.stringify([host, actionType, options, event.sessionId]));
  const ownId = eventIdOf(host, event, { actionType, options });
  const openId = store.take("open", request);
  let eventId = openId ?? ownId;
  let pending: PendingAction | undefined;
  const onPending = (answer: PendingAction) => {
    pending = answer;
  };
  try {
    const agent = connect();
    const ask = () => agent.gate(actionType, { ...options, eventId, signal, onPending });
    let result = await ask();
    // INVARIANT: a stored id takes up an approval that is not used yet. Otherwise an agent that writes the id of an executed action to the
    // state folder would run that action again.
    if (openId !== undefined && openId !== ownId && result.approval?.status !== "approved") {
      eventId = ownId;
      result = await ask();
    }
    const saved = store.save("allowed", callKey(host, event), result.auditEventId);
    return saved
      ? { exitCode: 0 }
      : { exitCode: 0, stderr: "The call is allowed. Its outcome will not be reported, because the state folder cannot be written." };
  } catch (error) {
    if (error instanceof HookRefusal) throw error;
    const { text, continues } = explainRefusal(error, { actionType, eventId, pending, deadlinePassed: signal.aborted });
    const saved = !continues || store.save("open", request, eventId);
    return { exitCode: 2, stderr: blocked(saved ? text : `${text} The state folder cannot be written, so a repeat is a new request.`) };
  }
}

/** Reports the outcome of an allowed call. The tool has run, so nothing is blocked: 1 shows the text to the user. */
async function reportCall(event: ToolEvent, { host, store, connect }: HookContext): Promise<HookAnswer> {
  store.prune();
  const auditEventId = store.take("allowed", callKey(host, event));
  if (auditEventId === undefined) return { exitCode: 0 };
  const { phase, durationMs } = event;
  try {
    const metadata = durationMs === undefined ? {} : { metadata: { duration_ms: durationMs } };
    await connect().report(auditEventId, { status: phase === "failure" ? "failure" : "success", ...metadata });
    return { exitCode: 0 };
  } catch {
    return { exitCode: 1, stderr: "AgentLattice did not record the outcome of this call. Run agentlattice doctor." };
  }
}

/**
 * Returns the id of the submission. The host's id of the call makes a retry of the same call the same request, and the action makes a call
 * that has the same id and other arguments a new one.
 */
function eventIdOf(host: Host, { sessionId, callId }: ToolEvent, action: Action): string {
  return `hook-${sha256(JSON.stringify([host, sessionId, callId, action.actionType, action.options]))}`;
}

function callKey(host: Host, { sessionId, callId }: ToolEvent): string {
  return sha256(JSON.stringify([host, sessionId, callId]));
}
