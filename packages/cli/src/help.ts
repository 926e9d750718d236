import type { Command } from "commander";
import { UsageError } from "./usage-error.ts";

/** Adds `agentlattice help`, which prints the help of a command at any depth. */
export function addHelp(program: Command): void {
  disableHelp(program);
  program
    .command("help")
    .description("show the help of a command, such as help policy push")
    .argument("[command...]", "the words of the command")
    .action((words: string[]) => findCommand(program, words).outputHelp());
}

/** Disables commander's own help command, which would print the help of the parent for `policy help push`. */
function disableHelp(command: Command): void {
  command.helpCommand(false);
  for (const below of command.commands) disableHelp(below);
}

/** Returns the command with these words. @throws UsageError when there is none */
function findCommand(program: Command, words: readonly string[]): Command {
  let found = program;
  for (const word of words) {
    const next = found.commands.find((command) => command.name() === word || command.aliases().includes(word));
    if (!next) {
      const known = found.commands.map((command) => command.name()).join(", ");
      throw new UsageError(`There is no command ${words.join(" ")}.${known === "" ? "" : ` The commands are ${known}.`}`);
    }
    found = next;
  }
  return found;
}
