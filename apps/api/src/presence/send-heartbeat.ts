import { type Heartbeat, type HeartbeatInput, PRESENCE_LIVE_SECONDS, PRESENCE_RUN_SECONDS } from "@agentlattice/contract";
import { decodeId, encodeId } from "@agentlattice/core";
import type { Deps } from "../deps.ts";
import { haltSubjectOf, stopsAgent, stopsEverything } from "../halts/halt-audience.ts";
import type { AgentPrincipal } from "../http/principal.ts";
import { requireRun } from "../runs/require-run.ts";

interface SendHeartbeat {
  readonly principal: AgentPrincipal;
  readonly input: HeartbeatInput;
  readonly deps: Pick<Deps, "configs" | "database" | "heartbeats" | "knownRuns">;
}

/** Records that a client works, and returns whether its agent is halted. @throws AppError as `requireRun` */
export async function sendHeartbeat({ principal, input, deps }: SendHeartbeat): Promise<Heartbeat> {
  const { agentId, environment, keyId, scope } = principal;
  const { client = "", version = null, run_id } = input;
  if (run_id !== undefined) await requireRun(deps, principal, run_id, "act");
  const silentAfterMs = (run_id === undefined ? PRESENCE_LIVE_SECONDS : PRESENCE_RUN_SECONDS) * 1_000;
  const runId = run_id === undefined ? null : decodeId("run", run_id);
  await deps.heartbeats.store(scope.orgId, { keyId, client, agentId, environment, version, runId, silentAfterMs });
  const { halts, version: config_version } = await deps.configs.get(scope.orgId);
  const subject = haltSubjectOf(principal);
  return {
    halted: halts.some((halt) => stopsEverything(halt.scope, subject)),
    halts: halts.filter((halt) => stopsAgent(halt.scope, principal)).map(({ id }) => encodeId("hlt", id)),
    config_version,
  };
}
