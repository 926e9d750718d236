import type { Command } from "commander";
import { type ApiFlags, processIo } from "./api-command.ts";
import { describeError } from "./describe-error.ts";
import { errorJson } from "./error-json.ts";
import { exitCodeOf } from "./exit-codes.ts";
import { performLogin, performLogout } from "./login/sign-in.ts";
import { printableJson } from "./terminal/printable-json.ts";

interface LoginFlags extends Pick<ApiFlags, "baseUrl" | "json"> {
  readonly email?: string;
  readonly org?: string;
  readonly token?: string | true;
}

const HELP = `
Asks for e-mail and password; the password is not shown. Without a terminal the password is the first line of standard
input. With --token, standard input holds a session token instead. The token is kept in
$XDG_CONFIG_HOME/agentlattice/credentials.json (default ~/.config), readable by you alone, and never printed.

Exit codes
  0    signed in
  2    the e-mail, the password or the token is wrong
  5    no answer
  130  given up with Ctrl-C

Example
  agentlattice login --base-url https://lattice.example.com --email ana@example.com
`;

/** `agentlattice login` and `logout`: a person's session for approvals, policy, keys, tail and doctor. */
export function addLogin(program: Command): void {
  program
    .command("login")
    .description("sign in as a person, for approvals, policy, keys, tail and doctor")
    .option("--email <address>", "who you are")
    .option("--org <id>", "which of your organisations")
    .option("--token [token]", "use this session token; without a value it is read from standard input, which others cannot see")
    .option("--base-url <url>", "where the API is (default: AL_BASE_URL, else http://localhost:4000)")
    .option("--json", "print one JSON object")
    .addHelpText("after", HELP)
    .action((flags: LoginFlags) => finish(flags, performLogin(processIo, flags)));
  program
    .command("logout")
    .description("end the session and forget it")
    .option("--base-url <url>", "at this server (default: where you signed in last)")
    .option("--json", "print one JSON object")
    .action((flags: LoginFlags) => finish(flags, performLogout(processIo, flags)));
}

async function finish({ json }: LoginFlags, work: Promise<Record<string, unknown> & { message: string }>): Promise<void> {
  try {
    const { message, ...facts } = await work;
    if (json) process.stdout.write(`${printableJson(facts)}\n`);
    else process.stdout.write(`${message}\n`);
  } catch (error) {
    for (const line of describeError(error, "")) process.stderr.write(`${line}\n`);
    if (json) process.stdout.write(`${printableJson(errorJson(error))}\n`);
    process.exitCode = exitCodeOf(error);
  }
}
