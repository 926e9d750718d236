import { ORG_KEY_SCOPES, type OrgKeyScope } from "@agentlattice/contract";
import { type Command, Option } from "commander";
import { type ApiFlags, runApi, withApiFlags } from "./api-command.ts";
import { type CreateRequest, createKey } from "./keys/create-key.ts";
import { listKeys } from "./keys/list-keys.ts";
import { revokeKey } from "./keys/revoke-key.ts";
import { UsageError } from "./usage-error.ts";

interface ListFlags extends ApiFlags {
  readonly agent?: string;
  readonly all?: boolean;
}

type CreateFlags = ApiFlags & CreateRequest;

/** @throws UsageError for a scope that does not exist */
function collectScope(value: string, earlier: readonly OrgKeyScope[] = []): OrgKeyScope[] {
  const scope = ORG_KEY_SCOPES.find((known) => known === value);
  if (!scope) throw new UsageError(`There is no scope ${value}. The scopes are ${ORG_KEY_SCOPES.join(", ")}.`);
  return [...earlier, scope];
}

const HELP = `
Exit codes
  0  done
  2  the command line or the credential is wrong, or the credential may not do this
  5  the API did not answer

Examples
  agentlattice keys list --agent release-bot
  agentlattice keys create --agent release-bot --name ci --environment staging --expires-in 90d > key
  agentlattice keys create --scope policies:write --scope policies:publish --name gitops > key
  agentlattice keys revoke key_01h455vb4pex5vsknk084sn02q
`;

/** Adds `agentlattice keys list|create|revoke`. */
export function addKeys(program: Command): void {
  const keys = program.command("keys").description("list, create and revoke API keys").addHelpText("after", HELP);
  withApiFlags(
    keys
      .command("list")
      .description("list the keys of agents and of the organisation, without their secrets")
      .option("--agent <name>", "only keys of this agent, by name or id")
      .option("--all", "include revoked and expired keys"),
  ).action((flags: ListFlags) => runApi("organisation", flags, (context) => listKeys(context, flags)));
  withApiFlags(
    keys
      .command("create")
      .description("create a key for an agent, or with --scope for automation; stdout gets only the key, once")
      .option("--agent <name>", "the agent, by name or id")
      .option("--scope <scope>", "a scope of an organisation's key, such as audit:read; repeatable", collectScope)
      .requiredOption("--name <name>", "a name that says what the key is for")
      .addOption(new Option("--environment <name>", "environment of the key (default: prod)").choices(["prod", "staging", "dev"]))
      .option("--expires-in <duration>", "30m, 8h, 90d (default: never)"),
  ).action((flags: CreateFlags) => runApi("organisation", flags, (context) => createKey(context, flags)));
  withApiFlags(
    keys.command("revoke").description("revoke a key, with immediate effect").argument("<id>", "id of the key (key_…), from keys list"),
  ).action((id: string, flags: ApiFlags) => runApi("organisation", flags, (context) => revokeKey(context, id)));
}
