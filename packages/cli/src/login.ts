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
Asks for email and password. The password is not shown. Without a terminal, the first line of standard input is the
password. With --token, standard input holds a session token instead. The session is stored in
$XDG_CONFIG_HOME/agentlattice/credentials.json (default ~/.config), readable only by you. The token is never printed.

Exit codes
  0    signed in
  2    the email, the password or the token is wrong
  5    the API did not answer
  130  stopped with Ctrl-C

Example
  agentlattice login --base-url https://lattice.example.com --email ana@example.com
`;

/** Adds `agentlattice login` and `logout`. */
export function addLogin(program: Command): void {
  program
    .command("login")
    .description("sign in as a person, for approvals, policy, keys, tail and doctor")
    .option("--email <address>", "your email address")
    .option("--org <id>", "id of the organisation to sign in to")
    .option("--token [token]", "use a session token; without a value it is read from standard input, so that other users do not see it")
    .option("--base-url <url>", "address of the API (default: AL_BASE_URL, else http://localhost:4000)")
    .option("--json", "print one JSON object")
    .addHelpText("after", HELP)
    .action((flags: LoginFlags) => finish(flags, performLogin(processIo, flags)));
  program
    .command("logout")
    .description("end the session and remove it from this machine")
    .option("--base-url <url>", "address of the API (default: where you signed in last)")
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
