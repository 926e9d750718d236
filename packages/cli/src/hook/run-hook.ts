import { performance } from "node:perf_hooks";
import { answerHook, blocked, HOSTS, type HookAnswer, HookRefusal, openCallStore, readInput } from "@agentlattice/hooks";
import { AgentLattice, AgentLatticeError } from "@agentlattice/sdk";
import { DEFAULT_BASE_URL, findConnection } from "../connection/find-connection.ts";
import { escapeText } from "../escape-text.ts";
import { parseDuration } from "../gate/read-request.ts";
import { UsageError } from "../usage-error.ts";
import { hookStateFolder } from "./state-folder.ts";

export interface HookFlags {
  readonly timeout: string;
  readonly apiKeyFile?: string;
  readonly baseUrl?: string;
}

/** Part of the time that remains for the collect and the answer after the last poll, in milliseconds. */
const MARGIN_MS = 2_000;
/** Time for the end of the process after the deadline, before it is ended by force, in milliseconds. */
const GRACE_MS = 1_000;
/** A timer with a longer delay would fire at once. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1 - GRACE_MS;
const LATE = blocked("There was no decision in time. Ask the user to run agentlattice doctor, then repeat the call.");

/** Answers one hook on standard input and ends the process. @throws UsageError */
export async function runHook(name: string, flags: HookFlags): Promise<void> {
  const host = HOSTS.find((known) => known === name);
  if (!host) throw new UsageError(`The coding agent is ${HOSTS.join(" or ")}, not ${name}. Run agentlattice init again.`);
  // The time that Node needed to start counts.
  const left = Math.ceil(Math.min(Math.max(1, parseDuration(flags.timeout) - performance.now()), MAX_TIMEOUT_MS));
  const signal = AbortSignal.timeout(left);
  // Standard input that stays open, or a socket that ignores the signal, must not keep the hook beyond the timeout of the host.
  setTimeout(() => end({ exitCode: 2, stderr: LATE }), left + GRACE_MS);
  const context = { host, signal, store: openCallStore(hookStateFolder(process.env)), connect: () => connect(flags, left) };
  try {
    end(await answerHook(await readInput(process.stdin), context));
  } catch (error) {
    if (!(error instanceof HookRefusal)) throw error;
    end({ exitCode: 2, stderr: blocked(error.message) });
  }
}

/**
 * Returns the client of an agent's key. The address is always given, so that the demo of the working folder, which the agent can write, is
 * not used.
 */
function connect(flags: HookFlags, left: number): AgentLattice {
  const baseUrl = flags.baseUrl ?? (process.env.AL_BASE_URL || DEFAULT_BASE_URL);
  try {
    const { apiKey } = findConnection({ apiKeyFile: flags.apiKeyFile, baseUrl, env: process.env, cwd: process.cwd() });
    return new AgentLattice({ apiKey, baseUrl, gatePollTimeoutMs: Math.max(1, left - Math.min(MARGIN_MS, left / 2)) });
  } catch (error) {
    if (error instanceof UsageError || error instanceof AgentLatticeError) throw new HookRefusal(error.message);
    throw error;
  }
}

/** Writes the answer and ends the process, whatever is still open. */
function end({ exitCode, stderr }: HookAnswer): void {
  if (stderr === undefined) process.exit(exitCode);
  process.stderr.write(`${escapeText(stderr)}\n`, () => process.exit(exitCode));
}
