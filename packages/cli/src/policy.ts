import { type Command, Option } from "commander";
import { type ApiFlags, processIo, runApi, withApiFlags } from "./api-command.ts";
import { collectOption } from "./collect-option.ts";
import { AGAINST, type Against, FAIL_ON, type FailOn } from "./policy/diff-options.ts";
import type { InstallRequest } from "./policy/install-policies.ts";
import { POLICY_STATES } from "./policy/policy-states.ts";
import type { ReportFlags } from "./policy/reports.ts";
import { UsageError } from "./usage-error.ts";

interface ListFlags extends ApiFlags {
  readonly status?: (typeof POLICY_STATES)[number];
}

interface PushFlags extends ApiFlags {
  readonly publish?: boolean;
  readonly dryRun?: boolean;
}

interface PublishFlags extends ApiFlags {
  readonly dryRun?: boolean;
}

interface PullFlags extends ApiFlags {
  readonly name?: readonly string[];
  readonly newest?: boolean;
  readonly dryRun?: boolean;
}

interface DiffFlags extends ApiFlags {
  readonly against: Against;
  readonly failOn: FailOn;
}

type LocalFlags = ReportFlags & Pick<ApiFlags, "json">;

interface BacktestFlags extends ApiFlags {
  readonly limit: number;
  readonly from?: string;
  readonly to?: string;
  readonly failOn: FailOn;
}

/** Parses the number of a version. @throws UsageError */
function readVersion(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new UsageError("The version is the number of a saved version, such as 3.");
  return Number(text);
}

/** Parses `--limit`. @throws UsageError */
function readCount(text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new UsageError("--limit takes a whole number from 1 to 1000000.");
  return Number(text);
}

const PATHS = "files, folders (every .yaml, .yml and .json in them), or - for standard input";

const EXIT_CODES = `
Exit codes
  0  success
  1  a policy is not valid or a case fails (nothing was pushed), or diff or backtest found what --fail-on names
  2  the command line or the credential is wrong, or the credential may not do this
  5  the API did not answer
`;

const EXAMPLES = `
Examples
  agentlattice policy validate policies/
  agentlattice policy test policies/
  agentlattice policy test policies/ --junit cases.xml --sarif policies.sarif
  agentlattice policy diff policies/ --fail-on widening
  agentlattice policy backtest policies/ --limit 100000 --fail-on widening
  agentlattice policy push policies/ --publish
  agentlattice policy publish small-prs --dry-run
  agentlattice policy pull policies/ && git diff
  agentlattice policy list --status active
  agentlattice policy library
  agentlattice policy install customer-support
`;

const load = () => import("./policy/commands.ts");

/** Adds `agentlattice policy list|validate|test|diff|backtest|push|publish|pull|library|install`. */
export function addPolicy(program: Command): void {
  const policy = program
    .command("policy")
    .description("list policies; validate, test, compare, push and pull them as files; install from the library")
    .addHelpText("after", EXIT_CODES + EXAMPLES);
  withApiFlags(
    policy
      .command("list")
      .description("list the policies; with an agent's key, those that can apply to the agent")
      .addOption(new Option("--status <status>", "only policies with this status").choices(POLICY_STATES)),
  ).action((flags: ListFlags) => runApi("organisation", flags, async (context) => (await load()).listPolicies(context, flags.status)));
  withReportFlags(policy.command("validate").description("check policy files offline").argument("<paths...>", PATHS)).action(
    async (paths: string[], flags: LocalFlags) => {
      process.exitCode = await (await load()).performValidate(processIo, paths, flags);
    },
  );
  withReportFlags(
    policy
      .command("test")
      .description("run the cases in policy files offline, with the engine of the server")
      .argument("<paths...>", PATHS)
      .option("--zone <name>", "the organisation's time zone, for policies with time conditions", "UTC"),
  ).action(async (paths: string[], flags: LocalFlags & { zone: string }) => {
    process.exitCode = await (await load()).performTest(processIo, paths, flags);
  });
  withApiFlags(
    policy
      .command("diff")
      .description("compare files with the server: the text, and whether they allow more or less")
      .argument("<paths...>", PATHS)
      .addOption(new Option("--against <version>", "the active version, or the newest one").choices(AGAINST).default("active"))
      .addOption(new Option("--fail-on <what>", "exit with 1 for this result").choices(FAIL_ON).default("nothing")),
  ).action((paths: string[], flags: DiffFlags) =>
    runApi("organisation", flags, async (context) => (await load()).diffPolicies(context, paths, flags)),
  );
  withApiFlags(
    policy
      .command("backtest")
      .description("replay recorded decisions against the files")
      .argument("<paths...>", PATHS)
      .option("--limit <count>", "number of decisions, newest first, at most 1000000", readCount, 10_000)
      .option("--from <time>", "time of the first decision (RFC 3339)")
      .option("--to <time>", "time of the last decision (RFC 3339)")
      .addOption(new Option("--fail-on <what>", "exit with 1 for this result").choices(FAIL_ON).default("nothing")),
  ).action((paths: string[], flags: BacktestFlags) =>
    runApi("organisation", flags, async (context) => (await load()).backtestPolicies(context, paths, flags)),
  );
  withApiFlags(
    policy
      .command("push")
      .description("save policies as new versions; skips policies that are unchanged")
      .argument("<paths...>", PATHS)
      .option("--publish", "also publish them")
      .option("--dry-run", "show the changes without making them"),
  ).action((paths: string[], flags: PushFlags) =>
    runApi("organisation", flags, async (context) => (await load()).pushPolicies(context, paths, flags)),
  );
  withApiFlags(
    policy
      .command("publish")
      .description("publish a saved version; --dry-run shows which open requests it would end or change")
      .argument("<policy>", "name or id of a saved policy")
      .argument("[version]", "number of a saved version, by default the newest", readVersion)
      .option("--dry-run", "show the effect on waiting requests and unused approvals without publishing"),
  ).action((named: string, version: number | undefined, { dryRun, ...flags }: PublishFlags) =>
    runApi("organisation", flags, async (context) => (await load()).publishPolicy(context, named, { version, dryRun })),
  );
  withApiFlags(
    policy
      .command("pull")
      .description("write each active policy to <folder>/<name>.yaml; skips files that are unchanged")
      .argument("[folder]", "the folder", "policies")
      .option("--name <name>", "only this policy, even when it is not active; repeatable", collectOption)
      .option("--newest", "the newest version of each policy, including drafts and disabled policies")
      .option("--dry-run", "show the changes without making them"),
  ).action((folder: string, flags: PullFlags) =>
    runApi("organisation", flags, async (context) => (await load()).pullPolicies(context, folder, flags)),
  );
  addLibrary(policy);
  for (const command of policy.commands) command.addHelpText("after", EXIT_CODES);
}

/** Adds `policy library` and `policy install`. */
function addLibrary(policy: Command): void {
  withApiFlags(
    policy.command("library").description("list the policies, compliance packs and starters of the library, with their status"),
  ).action((flags: ApiFlags) => runApi("organisation", flags, async (context) => (await load()).listLibrary(context)));
  withApiFlags(
    policy
      .command("install")
      .description("show what a policy, pack or starter of the library changes, and save it as drafts")
      .argument("<name>", "a name from policy library")
      .option("--publish", "also publish them")
      .option("--replace", "also replace policies that were edited; their versions are kept")
      .option("--dry-run", "show the changes without making them")
      .option("--yes", "do not ask for confirmation"),
  ).action((name: string, flags: ApiFlags & InstallRequest) =>
    runApi("organisation", flags, async (context) => (await load()).installPolicies(context, name, flags)),
  );
}

function withReportFlags(command: Command): Command {
  return command
    .option("--junit <file>", "also write JUnit XML")
    .option("--sarif <file>", "also write SARIF 2.1.0")
    .option("--json", "print one JSON object");
}
