import { Command, CommanderError } from "commander";
import { addAgents } from "./agents.ts";
import { addApprovals } from "./approvals.ts";
import { addCanI } from "./can-i.ts";
import { CLI_VERSION } from "./cli-version.ts";
import { addDoctor } from "./doctor.ts";
import { escapeText } from "./escape-text.ts";
import { addEvidence } from "./evidence.ts";
import { addExport } from "./export.ts";
import { addGate } from "./gate.ts";
import { addHalts } from "./halts.ts";
import { addHelp } from "./help.ts";
import { addHook } from "./hook.ts";
import { addInit, addRemove } from "./init.ts";
import { addKeys } from "./keys.ts";
import { addLedger } from "./ledger.ts";
import { addLogin } from "./login.ts";
import { addMembers } from "./members.ts";
import { addPolicy } from "./policy.ts";
import { addReport } from "./report.ts";
import { addTail } from "./tail.ts";
import { EXIT_USAGE, UsageError } from "./usage-error.ts";
import { addVerify } from "./verify.ts";
import { addWhoami } from "./whoami.ts";

/** All commands, in the order of the help. */
const COMMANDS = [
  addGate,
  addCanI,
  addApprovals,
  addHalts,
  addReport,
  addTail,
  addPolicy,
  addExport,
  addEvidence,
  addVerify,
  addLedger,
  addKeys,
  addMembers,
  addAgents,
  addLogin,
  addWhoami,
  addInit,
  addRemove,
  addHook,
  addDoctor,
];

// A closed pipe (`| head`) is not an error: the command continues without output.
for (const output of [process.stdout, process.stderr])
  output.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });

const HELP = `
Environment
  AL_API_KEY   the API key; without it, the session that login stored. Decisions and halts use only the session
  AL_BASE_URL  address of the API (default: http://localhost:4000)
  NO_COLOR     no colours

agentlattice <command> --help lists the options and exit codes of a command.
`;

const program = new Command("agentlattice")
  .description("Gate the actions of agents, decide requests, and verify the ledger.")
  .version(CLI_VERSION)
  .addHelpText("after", HELP)
  .exitOverride();
for (const add of COMMANDS) add(program);
addHelp(program);

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
