import { randomBytes } from "node:crypto";
import { uuidv7 } from "@agentlattice/core/ids";
import type { Command } from "commander";
import { findConnection } from "./connection/find-connection.ts";
import { withFactFlags } from "./gate/fact-flags.ts";
import { performGate } from "./gate/perform-gate.ts";
import { type GateFlags, parseDuration, readActionOptions, readCommand, readPassMetadata } from "./gate/read-request.ts";

const HELP = `
The command runs with AL_AUDIT_EVENT_ID and, when a person approved, AL_PERMIT in its environment. gate reports its outcome
and its duration. A command that knows its cost writes a JSON object such as
{"input_tokens": 120, "output_tokens": 40, "usd": "0.0125"} to the file named by AL_USAGE_FILE. Without a command, gate
prints one line when the action is allowed.

AL_EFFECTIVE names a private file with the action as it was approved: {"action_type": …, "metadata": {…}, "tool": {…}}. It
is removed afterwards. With --pass-metadata, a reviewer may change values that the policy names, and the command must use them from AL_EFFECTIVE,
or metadata from AL_METADATA_<NAME>, such as AL_METADATA_AMOUNT. Without it, nothing can be changed.

The key comes from AL_API_KEY or --api-key-file, the address from AL_BASE_URL or --base-url. In a clone of AgentLattice
the demo agent of .agentlattice/demo.json, or of DATA_DIR, is used when neither key nor address is given.

With --event-id, gate resumes the same request after a restart, even when its command ran before: make the command
idempotent.

Exit codes
  0        allowed (without a command)
  n        the command's own code; 128 + n when a signal ended it, 126 or 127 when it could not start
  3        denied by policy or by a person, or the approval ended before it was used
  4        no decision: the approval expired, or --timeout passed
  5        no valid answer: the API is unreachable or overloaded, or the answer is malformed
  2        the command line, the key or the request is wrong
  130 143  stopped by Ctrl-C or SIGTERM while waiting; the request stays open
The command did not run with 2, 3, 4 or 5, or when gate was stopped while waiting.

Examples
  agentlattice gate pr.merge --target acme/shop#42 --justification "Fixes checkout" -- gh pr merge 42
  agentlattice gate tool.mcp__github__merge --tool mcp__github__merge --arguments '{"pr": 42}' -- gh pr merge 42
`;

/** Adds `agentlattice gate`. */
export function addGate(program: Command): void {
  const command = program
    .command("gate")
    .description("wait until policy or a person allows an action, then run a command and report its outcome")
    .usage("[options] <action> [-- command...]")
    .argument("<action>", "the action, such as pr.merge")
    .argument("[command...]", "the command to run when the action is allowed; after --");
  withFactFlags(command)
    .option("--pass-metadata", "let reviewers change metadata, and pass it to the command as it was approved")
    .option("--summary <text>", "the request in one line, for the reviewer")
    .option("--event-id <id>", "an id of your own, to resume this request after a restart")
    .option("--timeout <duration>", "how long to wait for a person: 90s, 30m, 8h", "8h")
    .option("--audience <name>", "the audience of the permit")
    .option("--api-key-file <file>", "read the agent's key from a file")
    .option("--base-url <url>", "address of the API")
    .option("--json", "print one JSON object on standard output, after the command's own output")
    .addHelpText("after", HELP)
    .action(runGate);
}

async function runGate(actionType: string, args: string[], flags: GateFlags & { timeout: string }): Promise<void> {
  const options = readActionOptions(flags);
  const command = readCommand(args, process.argv);
  const request = {
    actionType,
    options,
    passMetadata: readPassMetadata(flags, options, command),
    eventId: flags.eventId ?? uuidv7(Date.now(), randomBytes(10)),
    timeoutMs: parseDuration(flags.timeout),
    command,
    connection: findConnection({ apiKeyFile: flags.apiKeyFile, baseUrl: flags.baseUrl, env: process.env, cwd: process.cwd() }),
    json: flags.json ?? false,
  };
  process.exitCode = await performGate(request, { stdout: process.stdout, stderr: process.stderr, env: process.env });
}
