import type { Command } from "commander";
import { type CreateAgentRequest, createAgent } from "./agents/create-agent.ts";
import { listIdentityKeys, registerIdentityKey, revokeIdentityKey, rotateIdentityKey } from "./agents/identity-keys.ts";
import { generateKeyPair } from "./agents/keygen.ts";
import { type ApiFlags, asPerson, type PersonFlags, processIo, runApi, withApiFlags } from "./api-command.ts";
import { collectOption } from "./collect-option.ts";

const HELP = `
create needs an organisation key with agents:write, or the session of an owner or admin. The agent acts with a key that
keys create creates.

An agent with an identity key signs each submission. Without a signature, a stolen API key is of no use. keygen runs offline.
Registering, replacing and revoking needs the session of an owner or admin, which agentlattice login creates.

Exit codes
  0  done
  2  the command line or the credential is wrong, or the credential may not do this
  5  the API did not answer

Examples
  agentlattice agents create release-bot --capability 'pr.*' --capability 'tool.mcp__github__*'
  agentlattice agents keygen --out identity.key
  agentlattice agents register-key release-bot --public-key "$PUBLIC_KEY"
  agentlattice agents list-keys release-bot
  agentlattice agents rotate-key release-bot aik_01h455vb4pex5vsknk084sn02q --public-key "$PUBLIC_KEY" --overlap 1d
  agentlattice agents revoke-key release-bot aik_01h455vb4pex5vsknk084sn02q
`;

const AGENT = "the agent, by name or id";
const KEY = "id of the identity key (aik_…), from list-keys";
type RotateFlags = PersonFlags & { publicKey: string; overlap?: string };

/** Adds `agentlattice agents create|keygen|list-keys|register-key|rotate-key|revoke-key`. */
export function addAgents(program: Command): void {
  const agents = program.command("agents").description("create agents, and manage their identity keys").addHelpText("after", HELP);
  withApiFlags(
    agents
      .command("create")
      .description("create an agent; stdout gets its id")
      .argument("<name>", "its name")
      .requiredOption("--capability <pattern>", "what it may ask for: pr.merge, pr.*, tool.mcp__github__* or *; repeatable", collectOption)
      .option("--description <text>", "what the agent does")
      .option("--label <name=value>", "a label for policies; repeatable", collectOption)
      .option("--owner <id>", "the person (usr_…) who answers for the agent"),
  ).action((name: string, flags: ApiFlags & CreateAgentRequest) =>
    runApi("organisation", flags, (context) => createAgent(context, name, flags)),
  );
  agents
    .command("keygen")
    .description("generate a key pair; stdout gets the public key")
    .requiredOption("--out <file>", "a new file for the private key, which only you can read")
    .action(async ({ out }: { out: string }) => {
      process.exitCode = await generateKeyPair(processIo, out);
    });
  withApiFlags(
    agents.command("list-keys").description("list the identity keys of an agent with their gaps").argument("<agent>", AGENT),
  ).action((agent: string, flags: ApiFlags) => runApi("organisation", flags, (context) => listIdentityKeys(context, agent)));
  asPerson(agents.command("register-key").description("register the public key of an agent").argument("<agent>", AGENT))
    .requiredOption("--public-key <base64>", "the output of keygen")
    .action((agent: string, flags: PersonFlags & { publicKey: string }) =>
      runApi("person", flags, (context) => registerIdentityKey(context, agent, flags.publicKey)),
    );
  asPerson(
    agents.command("rotate-key").description("register a public key in place of another").argument("<agent>", AGENT).argument("<id>", KEY),
  )
    .requiredOption("--public-key <base64>", "the output of keygen")
    .option("--overlap <duration>", "time for which the old key keeps working: 8h, 30d (default: 1d)")
    .action((agent: string, replaces: string, { publicKey, overlap, ...flags }: RotateFlags) =>
      runApi("person", flags, (context) => rotateIdentityKey(context, agent, { replaces, publicKey, overlap })),
    );
  asPerson(agents.command("revoke-key").description("revoke an identity key; the agent still has to sign").argument("<agent>", AGENT))
    .argument("<id>", KEY)
    .action((agent: string, id: string, flags: PersonFlags) => runApi("person", flags, (context) => revokeIdentityKey(context, agent, id)));
}
