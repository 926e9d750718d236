import { type Command, Option } from "commander";
import { type ApiFlags, processIo, runApi, withApiFlags } from "./api-command.ts";
import { backtestPolicies } from "./policy/backtest-policies.ts";
import { AGAINST, diffPolicies, FAIL_ON } from "./policy/diff-policies.ts";
import { type InstallRequest, installPolicies } from "./policy/install-policies.ts";
import { listLibrary } from "./policy/list-library.ts";
import { pullPolicies } from "./policy/pull-policies.ts";
import { pushPolicies } from "./policy/push-policies.ts";
import type { ReportFlags } from "./policy/reports.ts";
import { performTest } from "./policy/test-policies.ts";
import { performValidate } from "./policy/validate-policies.ts";
import { UsageError } from "./usage-error.ts";

interface PushFlags extends ApiFlags {
  readonly publish?: boolean;
  readonly dryRun?: boolean;
}

interface PullFlags extends ApiFlags {
  readonly name?: readonly string[];
  readonly newest?: boolean;
  readonly dryRun?: boolean;
}

interface DiffFlags extends ApiFlags {
  readonly against: (typeof AGAINST)[number];
  readonly failOn: (typeof FAIL_ON)[number];
}

type LocalFlags = ReportFlags & Pick<ApiFlags, "json">;

interface BacktestFlags extends ApiFlags {
  readonly limit: number;
  readonly from?: string;
  readonly to?: string;
  readonly failOn: (typeof FAIL_ON)[number];
}

/** @throws UsageError for anything but a whole number from 1 */
function readCount(text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new UsageError("--limit takes a whole number from 1 to 1000000.");
  return Number(text);
}

const collect = (value: string, earlier: readonly string[] = []) => [...earlier, value];
const PATHS = "files, folders (every .yaml, .yml and .json in them), or - for standard input";

const EXIT_CODES = `
Exit codes
  0  everything is as it should be
  1  a policy is not valid, or a case of test fails; then nothing was pushed · diff or backtest found what --fail-on names
  2  the command line or the credential is wrong, or may not do that
  5  no answer
`;

const EXAMPLES = `
Examples
  agentlattice policy validate policies/
  agentlattice policy test policies/
  agentlattice policy test policies/ --junit cases.xml --sarif policies.sarif
  agentlattice policy diff policies/ --fail-on widening
  agentlattice policy backtest policies/ --limit 100000 --fail-on widening
  agentlattice policy push policies/ --publish
  agentlattice policy pull policies/ && git diff
  agentlattice policy library
  agentlattice policy install customer-support
`;

/** `agentlattice policy validate|test|diff|push|pull|library|install`: policies as files, and the library. */
export function addPolicy(program: Command): void {
  const policy = program
    .command("policy")
    .description("validate, test, compare, push and pull policies as files; install from the library")
    .addHelpText("after", EXIT_CODES + EXAMPLES);
  withReportFlags(policy.command("validate").description("check policy files, offline").argument("<paths...>", PATHS)).action(
    async (paths: string[], flags: LocalFlags) => {
      process.exitCode = await performValidate(processIo, paths, flags);
    },
  );
  withReportFlags(
    policy
      .command("test")
      .description("run the cases that policies carry with them, offline, with the engine that decides")
      .argument("<paths...>", PATHS)
      .option("--zone <name>", "the organisation's time zone, for policies that look at the clock", "UTC"),
  ).action(async (paths: string[], flags: LocalFlags & { zone: string }) => {
    process.exitCode = await performTest(processIo, paths, flags);
  });
  withApiFlags(
    policy
      .command("diff")
      .description("what putting the files in force would change: the texts, and whether more or less gets through")
      .argument("<paths...>", PATHS)
      .addOption(
        new Option("--against <version>", "the version that decides now, or the one saved last").choices(AGAINST).default("active"),
      )
      .addOption(new Option("--fail-on <what>", "answer 1 when there is any").choices(FAIL_ON).default("nothing")),
  ).action((paths: string[], flags: DiffFlags) => runApi("organisation", flags, (context) => diffPolicies(context, paths, flags)));
  withApiFlags(
    policy
      .command("backtest")
      .description("what the files would have answered to recorded decisions, beside what is in force")
      .argument("<paths...>", PATHS)
      .option("--limit <count>", "the newest so many decisions, at most 1000000", readCount, 10_000)
      .option("--from <time>", "not those before this (RFC 3339)")
      .option("--to <time>", "not those after this (RFC 3339)")
      .addOption(new Option("--fail-on <what>", "answer 1 when there is any").choices(FAIL_ON).default("nothing")),
  ).action((paths: string[], flags: BacktestFlags) => runApi("organisation", flags, (context) => backtestPolicies(context, paths, flags)));
  withApiFlags(
    policy
      .command("push")
      .description("save policies as new versions; those that say the same already are left alone")
      .argument("<paths...>", PATHS)
      .option("--publish", "put them in force as well")
      .option("--dry-run", "only say what would be done"),
  ).action((paths: string[], flags: PushFlags) => runApi("organisation", flags, (context) => pushPolicies(context, paths, flags)));
  withApiFlags(
    policy
      .command("pull")
      .description("write each policy in force into <folder>/<name>.yaml; files that say the same are left alone")
      .argument("[folder]", "where to", "policies")
      .option("--name <name>", "only this policy, also when it is not in force; repeatable", collect)
      .option("--newest", "of each policy what was saved last, drafts and disabled ones too")
      .option("--dry-run", "only say what would be done"),
  ).action((folder: string, flags: PullFlags) => runApi("organisation", flags, (context) => pullPolicies(context, folder, flags)));
  addLibrary(policy);
  for (const command of policy.commands) command.addHelpText("after", EXIT_CODES);
}

/** `policy library` and `policy install`. */
function addLibrary(policy: Command): void {
  withApiFlags(
    policy.command("library").description("list the policy library: policies, compliance packs and starters, and how they stand"),
  ).action((flags: ApiFlags) => runApi("organisation", flags, listLibrary));
  withApiFlags(
    policy
      .command("install")
      .description("show what a policy, pack or starter of the library would change, and save it as drafts")
      .argument("<name>", "as policy library lists it")
      .option("--publish", "put them in force as well")
      .option("--replace", "save over policies that were edited since, too; their versions stay")
      .option("--dry-run", "only say what would be done")
      .option("--yes", "do not ask"),
  ).action((name: string, flags: ApiFlags & InstallRequest) =>
    runApi("organisation", flags, (context) => installPolicies(context, name, flags)),
  );
}

function withReportFlags(command: Command): Command {
  return command
    .option("--junit <file>", "write JUnit XML as well")
    .option("--sarif <file>", "write SARIF 2.1.0 as well")
    .option("--json", "print one JSON object");
}
