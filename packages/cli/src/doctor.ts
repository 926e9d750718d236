import type { Command } from "commander";
import { type ApiFlags, processIo, withApiFlags } from "./api-command.ts";
import { performDoctor } from "./doctor/perform-doctor.ts";

const HELP = `
Looks at this machine, the address, the way there, the credential and the live stream, one line each: ✓ good, ! works but look
at it, ✗ does not work, with what to do. Nothing is changed.

Exit codes
  0  everything works, perhaps with warnings
  1  something does not work
`;

/** `agentlattice doctor`: why does it not work? */
export function addDoctor(program: Command): void {
  withApiFlags(program.command("doctor").description("check this machine, the connection and the credential"))
    .addHelpText("after", HELP)
    .action(async (flags: ApiFlags) => {
      process.exitCode = await performDoctor(processIo, flags, process.version);
    });
}
