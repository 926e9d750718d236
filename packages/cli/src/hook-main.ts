import { Command, CommanderError } from "commander";
import { escapeText } from "./escape-text.ts";
import { addHook } from "./hook.ts";
import { EXIT_USAGE, UsageError } from "./usage-error.ts";

// A hook runs before every tool call, so this entry loads nothing of the other commands. Until a decision is here, every way out blocks.
process.exitCode = EXIT_USAGE;
for (const event of ["uncaughtException", "unhandledRejection"] as const)
  process.on(event, (error: unknown) => {
    // Only the kind: the message and the stack may contain arguments of the call.
    const kind = error instanceof Error ? escapeText(error.name) : "unknown";
    process.stderr.write(
      `AgentLattice blocked this call. The hook failed (${kind}). Ask the user to run agentlattice doctor, then repeat the call.\n`,
    );
    process.exit(EXIT_USAGE);
  });

const program = new Command("agentlattice").exitOverride();
addHook(program);
try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : EXIT_USAGE;
  else if (error instanceof UsageError) process.stderr.write(`AgentLattice blocked this call. ${escapeText(error.message)}\n`);
  else throw error;
}
