import { randomBytes } from "node:crypto";
import { uuidv7 } from "@agentlattice/core/ids";
import type { Command } from "commander";
import { findConnection } from "./connection/find-connection.ts";
import { performGate } from "./gate/perform-gate.ts";
import { type GateFlags, parseDuration, readActionOptions, readCommand } from "./gate/read-request.ts";

const HELP = `
The command runs with AL_AUDIT_EVENT_ID and, when a person approved, AL_PERMIT in its environment. How it ended and
how many seconds it took are reported. A command that knows what it cost writes a JSON object such as
{"input_tokens": 120, "output_tokens": 40, "usd": "0.0125"} to the file that AL_USAGE_FILE names. Without a command, a line on standard output says that the action is allowed.

The key comes from AL_API_KEY or --api-key-file, the address from AL_BASE_URL or --base-url. In a clone of AgentLattice
the demo agent of .agentlattice/demo.json, or of DATA_DIR, is used when neither key nor address is given.

With --event-id the request is found again after a restart, also when its command already ran: make it idempotent.

Exit codes
  0        allowed (without a command)
  n        the command's own code; 128 + n when a signal ended it, 126 or 127 when it could not start
  3        denied by policy or by a person, or the approval ended before it was used
  4        nobody decided: the approval expired, or --timeout passed
  5        no answer that can be trusted: unreachable, overloaded, malformed
  2        the command line, the key or the request is wrong
  130 143  stopped by Ctrl-C or SIGTERM while waiting; the request stays open
With 2, 3, 4, 5 and while waiting the command did not run.

Example
  agentlattice gate pr.merge --target acme/shop#42 --justification "Fixes checkout" -- gh pr merge 42
`;

const collect = (value: string, earlier: readonly string[] = []) => [...earlier, value];

/** `agentlattice gate`: asks before a command runs, and runs it only when the answer is yes. */
export function addGate(program: Command): void {
  program
    .command("gate")
    .description("ask before a command runs: waits until policy or a person allows it, then runs it and reports how it went")
    .usage("[options] <action> [-- command...]")
    .argument("<action>", "what is about to happen, such as pr.merge")
    .argument("[command...]", "run when the answer is yes; after --")
    .option("--target <text>", "what it acts on (metadata.target)")
    .option("--metadata <name=value>", "a fact for policies and reviewers; name:=5 for a number or other JSON; repeatable", collect)
    .option("--metadata-json <object>", "facts as one JSON object")
    .option("--justification <text>", "why, in your own words")
    .option("--summary <text>", "what you ask for, in one line for the reviewer")
    .option("--event-id <id>", "names this request, so that it is found again after a restart")
    .option("--timeout <duration>", "how long to wait for a person: 90s, 30m, 8h", "8h")
    .option("--audience <name>", "who will consume the permit")
    .option("--api-key-file <file>", "read the agent's key from a file")
    .option("--base-url <url>", "where the API is")
    .option("--json", "print one JSON object on standard output, after the command's own output")
    .addHelpText("after", HELP)
    .action(runGate);
}

async function runGate(actionType: string, words: string[], flags: GateFlags & { timeout: string }): Promise<void> {
  const request = {
    actionType,
    options: readActionOptions(flags),
    eventId: flags.eventId ?? uuidv7(Date.now(), randomBytes(10)),
    timeoutMs: parseDuration(flags.timeout),
    command: readCommand(words, process.argv),
    connection: findConnection({ apiKeyFile: flags.apiKeyFile, baseUrl: flags.baseUrl, env: process.env, cwd: process.cwd() }),
    json: flags.json ?? false,
  };
  process.exitCode = await performGate(request, { stdout: process.stdout, stderr: process.stderr, env: process.env });
}
