import type { Command } from "commander";
import { type ApiFlags, runApi, withApiFlags } from "./api-command.ts";
import { createKey } from "./keys/create-key.ts";
import { listKeys } from "./keys/list-keys.ts";
import { revokeKey } from "./keys/revoke-key.ts";

interface ListFlags extends ApiFlags {
  readonly agent?: string;
  readonly all?: boolean;
}

interface CreateFlags extends ApiFlags {
  readonly agent?: string;
  readonly scope?: readonly string[];
  readonly name: string;
  readonly environment?: string;
  readonly expiresIn?: string;
}

const collect = (value: string, earlier: readonly string[] = []) => [...earlier, value];

const HELP = `
Exit codes
  0  done
  2  the command line or the credential is wrong, or may not do that
  5  no answer

Examples
  agentlattice keys list --agent release-bot
  agentlattice keys create --agent release-bot --name ci --environment staging --expires-in 90d > key
  agentlattice keys create --scope policies:write --scope policies:publish --name gitops > key
  agentlattice keys revoke key_01h455vb4pex5vsknk084sn02q
`;

/** `agentlattice keys list|create|revoke`. */
export function addKeys(program: Command): void {
  const keys = program.command("keys").description("list, create and revoke API keys").addHelpText("after", HELP);
  withApiFlags(
    keys
      .command("list")
      .description("the keys of agents and of the organisation; never the keys themselves")
      .option("--agent <name>", "only this agent's: its name or id")
      .option("--all", "with those that are revoked or expired"),
  ).action((flags: ListFlags) => runApi("organisation", flags, (context) => listKeys(context, flags)));
  withApiFlags(
    keys
      .command("create")
      .description("mint a key for an agent, or for automation with --scope; it is printed once, alone on standard output")
      .option("--agent <name>", "for this agent: its name or id")
      .option("--scope <scope>", "for automation of the organisation, such as audit:read; repeatable", collect)
      .requiredOption("--name <name>", "what it is for")
      .option("--environment <name>", "prod, staging or dev (default: prod)")
      .option("--expires-in <duration>", "30m, 8h, 90d (default: never)"),
  ).action((flags: CreateFlags) => runApi("organisation", flags, (context) => createKey(context, flags)));
  withApiFlags(
    keys.command("revoke").description("revoke a key; what is decided after this refuses it").argument("<id>", "key_…, as list shows it"),
  ).action((id: string, flags: ApiFlags) => runApi("organisation", flags, (context) => revokeKey(context, id)));
}
