import { type Command, Option } from "commander";
import { type ApiFlags, asPerson, type PersonFlags, runApi, withApiFlags } from "./api-command.ts";
import { type HaltFlags, haltScope } from "./halts/halt-scope.ts";
import { listHalts } from "./halts/list-halts.ts";
import { resumeHalt } from "./halts/resume-halt.ts";
import { showHalt } from "./halts/show-halt.ts";

const HELP = `
Only people halt and resume: halt needs the session of an owner, admin or operator, and resume that of an owner or admin,
which agentlattice login creates. A halt denies every matching action from the next request on, and ends pending requests.
It lasts until somebody resumes. Connected clients confirm that they have stopped; halts show lists who has not.

Exit codes
  0  done
  2  the command line or the credential is wrong, the credential may not do this, or the scope is halted already
  5  the API did not answer: run agentlattice halts list before you try again

Examples
  agentlattice halt --agent refund-desk --reason "Duplicate refunds"
  agentlattice halt --action "refund.*" --environment prod --reason "Duplicate refunds"
  agentlattice halt --organisation --reason "Stolen key"
  agentlattice halts list
  agentlattice halts show hlt_01h455vb4pex5vsknk084sn02q
  agentlattice halts resume hlt_01h455vb4pex5vsknk084sn02q --reason "The order service is fixed"
`;

const ID = "id of the halt (hlt_…), from halts list";

/** Adds `agentlattice halt` and `agentlattice halts list|show|resume`. */
export function addHalts(program: Command): void {
  asPerson(program.command("halt").description("halt an agent, an action pattern, an environment or the organisation"))
    .option("--agent <name>", "name or id of an agent; agents below it are halted too")
    .option("--action <pattern>", "an action such as refund.issue, or a pattern such as refund.*")
    .addOption(new Option("--environment <name>", "alone or with --action").choices(["prod", "staging", "dev"]))
    .option("--organisation", "everything")
    .requiredOption("--reason <text>", "shown to every member, never to agents")
    .addHelpText("after", HELP)
    .action((flags: HaltFlags & PersonFlags) => runApi("person", flags, (context) => haltScope(context, flags)));
  const halts = program.command("halts").description("list and show halts, and resume");
  withApiFlags(halts.command("list").description("list the halts in force").option("--all", "also halts that have ended")).action(
    (flags: ApiFlags & { all?: boolean }) => runApi("organisation", flags, (context) => listHalts(context, flags.all ?? false)),
  );
  withApiFlags(halts.command("show").description("show a halt and its clients").argument("<id>", ID)).action(
    (id: string, flags: ApiFlags) => runApi("organisation", flags, (context) => showHalt(context, id)),
  );
  asPerson(halts.command("resume").description("end a halt; needs the session of an owner or admin").argument("<id>", ID))
    .requiredOption("--reason <text>", "why the agents may act again")
    .action((id: string, flags: PersonFlags & { reason: string }) =>
      runApi("person", flags, (context) => resumeHalt(context, id, flags.reason)),
    );
  for (const command of [halts, ...halts.commands]) command.addHelpText("after", HELP);
}
