import type { Command } from "commander";
import type { HookFlags } from "./hook/run-hook.ts";

const HELP = `
A coding agent runs this command before each tool call and writes the call to standard input as JSON. agentlattice init sets it up.
The action of each tool is in docs/coding-agents.md.

The key comes from --api-key-file, else AL_API_KEY; the address from --base-url, else AL_BASE_URL, else http://localhost:4000. The
demo of a clone is not used, because an agent can write to the folder that it works in.

A request that a person has to decide is waited for until --timeout. Then the call is blocked with the link of the approval, and the same
call continues the same request.

Exit codes
  0  allowed: the tool may run, with the permissions of the coding agent
  2  blocked: denied, not decided in time, or no valid answer. Standard error says why
  1  after a call: its outcome was not recorded
`;

/** Adds `agentlattice hook`. */
export function addHook(program: Command): void {
  program
    .command("hook")
    .description("decide on a tool call of a coding agent, as its hook")
    .argument("<host>", "claude or codex")
    .option("--timeout <duration>", "how long the hook may take; less than the timeout of the coding agent for its hooks", "50s")
    .option("--api-key-file <file>", "read the agent's key from a file")
    .option("--base-url <url>", "address of the API")
    .addHelpText("after", HELP)
    .action(async (host: string, flags: HookFlags) => {
      const { runHook } = await import("./hook/run-hook.ts");
      await runHook(host, flags);
    });
}
