import type { HaltScope } from "@agentlattice/contract";
import type { ApiContext } from "../api-command.ts";
import { findAgents } from "../keys/find-agents.ts";
import { UsageError } from "../usage-error.ts";
import { describeHalt } from "./describe-halt.ts";

export interface HaltFlags {
  readonly agent?: string;
  readonly action?: string;
  readonly environment?: "prod" | "staging" | "dev";
  readonly organisation?: boolean;
  readonly reason: string;
}

/** Halts the scope that the flags name. @throws UsageError unless they name exactly one */
export async function haltScope(context: ApiContext, flags: HaltFlags): Promise<number> {
  const { api, json, print, printJson } = context;
  const scope = await scopeOf(context, flags);
  const halt = await api.createHalt({ body: { scope, reason: flags.reason } });
  if (json) printJson(halt);
  else for (const line of describeHalt(halt)) print(line);
  return 0;
}

async function scopeOf({ api }: Pick<ApiContext, "api">, flags: HaltFlags): Promise<HaltScope> {
  const { agent, action, environment, organisation } = flags;
  const named = [agent, action, organisation].filter((flag) => flag !== undefined).length;
  if (named > 1 || (named === 0 && environment === undefined))
    throw new UsageError("Name one scope: --agent, --action, --environment or --organisation. --action also takes --environment.");
  if (environment !== undefined && action === undefined && named === 1)
    throw new UsageError("--environment goes alone or with --action. An agent and the organisation are halted in every environment.");
  if (agent !== undefined) return { agent: (await findAgents(api)).idOf(agent) };
  if (action !== undefined) return { action, ...(environment === undefined ? {} : { environment }) };
  return environment === undefined ? { organisation: true } : { environment };
}
