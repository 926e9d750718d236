import type { Command } from "commander";
import { type ApiFlags, runApi, withApiFlags } from "./api-command.ts";
import { checkAction } from "./can-i/check-action.ts";
import { type FactFlags, withFactFlags } from "./gate/fact-flags.ts";
import { readActionOptions } from "./gate/read-request.ts";

const HELP = `
Nothing is recorded and nobody is asked. The answer is no permission: only gate runs an action.

Exit codes
  0  allowed
  3  denied by policy
  4  a person would have to decide
  2  the command line, the key or the action is wrong
  5  the API did not answer

Example
  agentlattice can-i pr.merge --target acme/shop#42 --metadata lines:=120
`;

/** Adds `agentlattice can-i`. */
export function addCanI(program: Command): void {
  const command = program
    .command("can-i")
    .description("show the decision that an action of the agent would get now")
    .argument("<action>", "the action, such as pr.merge");
  withApiFlags(withFactFlags(command))
    .addHelpText("after", HELP)
    .action((action: string, flags: ApiFlags & FactFlags) =>
      runApi("agent", flags, (context) => checkAction(context, action, readActionOptions(flags))),
    );
}
