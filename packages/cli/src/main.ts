import { Command, CommanderError } from "commander";
import { escapeText } from "./escape-text.ts";
import { addGate } from "./gate.ts";
import { EXIT_USAGE, UsageError } from "./usage-error.ts";
import { addVerify } from "./verify.ts";

/** Every command, in the order of the help. */
const COMMANDS = [addGate, addVerify];

const program = new Command("agentlattice")
  .description("Ask before an agent acts, and check what was recorded.")
  .version("0.1.0")
  .exitOverride();
for (const add of COMMANDS) add(program);

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : EXIT_USAGE;
  } else if (error instanceof UsageError) {
    process.stderr.write(`${escapeText(error.message)}\n`);
    process.exitCode = EXIT_USAGE;
  } else {
    throw error;
  }
}
