import type { Command } from "commander";
import type { InitFlags, RemoveFlags } from "./init/change-config.ts";

const HELP = `
The hook is written to the settings of the user, or with --project to those of the working folder:
  claude  ~/.claude/settings.json or $CLAUDE_CONFIG_DIR, .claude/settings.json
  codex   ~/.codex/config.toml or $CODEX_HOME, .codex/config.toml
The change is shown first. The file as it was is kept beside it, with the ending .agentlattice-backup; agentlattice remove restores it.

Codex runs a new hook only after you trusted it: start codex and accept it under /hooks.

Exit codes
  0  configured, or nothing to change
  2  the command line or the file is wrong, or the change was not confirmed

Example
  agentlattice init claude --api-key-file ~/.config/agentlattice/claude.key
`;

function withScope(command: Command): Command {
  return command
    .argument("<host>", "claude or codex")
    .option("--user", "the settings of the user (default)")
    .option("--project", "the settings of the working folder")
    .option("--yes", "do not ask for confirmation");
}

/** Adds `agentlattice init`. */
export function addInit(program: Command): void {
  withScope(program.command("init").description("set up the hook of a coding agent"))
    .option("--api-key-file <file>", "the file with the agent's key (default: AL_API_KEY when the coding agent runs)")
    .option("--base-url <url>", "address of the API (default: AL_BASE_URL, else http://localhost:4000)")
    .option("--timeout <duration>", "how long a call may wait for a decision", "50s")
    .addHelpText("after", HELP)
    .action(async (host: string, flags: InitFlags) => {
      const { initHost } = await import("./init/change-config.ts");
      process.exitCode = await initHost(host, flags);
    });
}

/** Adds `agentlattice remove`. */
export function addRemove(program: Command): void {
  withScope(program.command("remove").description("remove the hook of a coding agent")).action(async (host: string, flags: RemoveFlags) => {
    const { removeHost } = await import("./init/change-config.ts");
    process.exitCode = await removeHost(host, flags);
  });
}
