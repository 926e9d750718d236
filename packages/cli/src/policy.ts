import type { Command } from "commander";
import { type ApiFlags, processIo, runApi, withApiFlags } from "./api-command.ts";
import { pullPolicies } from "./policy/pull-policies.ts";
import { pushPolicies } from "./policy/push-policies.ts";
import { performTest } from "./policy/test-policies.ts";
import { performValidate } from "./policy/validate-policies.ts";

interface PushFlags extends ApiFlags {
  readonly publish?: boolean;
  readonly dryRun?: boolean;
}

interface PullFlags extends ApiFlags {
  readonly name?: readonly string[];
  readonly dryRun?: boolean;
}

const collect = (value: string, earlier: readonly string[] = []) => [...earlier, value];
const PATHS = "files, folders (every .yaml, .yml and .json in them), or - for standard input";

const HELP = `
Exit codes
  0  everything is as it should be
  1  a policy is not valid, or a case of test fails; then nothing was pushed
  2  the command line or the credential is wrong, or may not do that
  5  no answer

Examples
  agentlattice policy validate policies/
  agentlattice policy test policies/
  agentlattice policy push policies/ --publish
  agentlattice policy pull policies/ && git diff
`;

/** `agentlattice policy validate|test|push|pull`: policies as files. */
export function addPolicy(program: Command): void {
  const policy = program.command("policy").description("validate, test, push and pull policies as files").addHelpText("after", HELP);
  policy
    .command("validate")
    .description("check policy files, offline")
    .argument("<paths...>", PATHS)
    .option("--json", "print one JSON object")
    .action((paths: string[], flags: ApiFlags) => {
      process.exitCode = performValidate(processIo, paths, flags.json ?? false);
    });
  policy
    .command("test")
    .description("run the cases that policies carry with them, offline, with the engine that decides")
    .argument("<paths...>", PATHS)
    .option("--zone <name>", "the organisation's time zone, for policies that look at the clock", "UTC")
    .option("--json", "print one JSON object")
    .action((paths: string[], flags: ApiFlags & { zone: string }) => {
      process.exitCode = performTest(processIo, paths, { json: flags.json ?? false, zone: flags.zone });
    });
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
      .description("write the newest version of each policy into <folder>/<name>.yaml; files that say the same are left alone")
      .argument("[folder]", "where to", "policies")
      .option("--name <name>", "only this policy; repeatable", collect)
      .option("--dry-run", "only say what would be done"),
  ).action((folder: string, flags: PullFlags) => runApi("organisation", flags, (context) => pullPolicies(context, folder, flags)));
}
