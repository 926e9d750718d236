import type { Config } from "../transport/config.ts";
import { decode } from "../transport/decode.ts";
import { mintEventId } from "../transport/event-id.ts";
import { send } from "../transport/send.ts";
import { run } from "../transport/shapes.ts";

/** Options of `createRun`. */
export interface RunOptions {
  readonly name?: string;
  /** Your id of the session that the run belongs to. */
  readonly sessionId?: string;
  /** A JSON object of at most 16 KiB. The server removes credentials from it, and from the name, before it stores them. */
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** One execution of an agent. Its actions name it in `runId`. */
export interface Run {
  readonly id: string;
  readonly name: string | null;
  readonly sessionId: string | null;
  readonly createdAt: string;
}

/**
 * Sends `POST /runs`. All attempts have the same idempotency key, so they create one run.
 * @throws AgentLatticeError
 */
export async function createRun(config: Config, { name, sessionId, metadata }: RunOptions): Promise<Run> {
  const body = { name, session_id: sessionId, metadata };
  const answer = await send(config, { method: "POST", path: "/runs", body, headers: { "idempotency-key": mintEventId() } });
  return decode(run, answer.body, "run");
}
