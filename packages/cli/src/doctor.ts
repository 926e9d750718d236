import type { Command } from "commander";
import { type ApiFlags, processIo, withApiFlags } from "./api-command.ts";
import { performDoctor } from "./doctor/perform-doctor.ts";

const HELP = `
Checks this machine, the address, the connection, the credential and the live stream, one line each: ✓ works, ! works with a
warning, ✗ does not work. Each problem has a remedy. Nothing is changed.

Exit codes
  0  everything works, possibly with warnings
  1  at least one check failed
`;

/** Adds `agentlattice doctor`. */
export function addDoctor(program: Command): void {
  withApiFlags(program.command("doctor").description("check this machine, the connection and the credential"))
    .addHelpText("after", HELP)
    .action(async (flags: ApiFlags) => {
      process.exitCode = await performDoctor(processIo, flags, process.version);
    });
}
