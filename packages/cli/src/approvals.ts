import { type Command, Option } from "commander";
import { type ApiFlags, runApi, withApiFlags } from "./api-command.ts";
import { cancelRequest } from "./approvals/cancel-request.ts";
import type { DecideFlags } from "./approvals/decide-request.ts";
import { type ApprovalList, LISTS, listRequests } from "./approvals/list-requests.ts";

const load = () => import("./approvals/commands.ts");

const HELP = `
Only people decide: approve and deny need the session that agentlattice login creates. Only the agent that submitted a
request can cancel it, with its own key. approve shows the request and asks for confirmation; for high risk,
type the target or the action type, as in the console. In a script, give --yes, and --digest to approve only the request that
you have read. A decision that needs your password or a one-time code asks for
it on the terminal; without a terminal, decide in the console. A vote that is not the last one leaves the request pending.

Exit codes
  0  done
  2  the command line or the credential is wrong, the credential may not do this, or the request was decided before
  5  the API did not answer

Examples
  agentlattice approvals list
  agentlattice approvals show apr_01h455vb4pex5vsknk084sn02q
  agentlattice approvals approve apr_01h455vb4pex5vsknk084sn02q
  agentlattice approvals deny apr_01h455vb4pex5vsknk084sn02q --reason "Wait for the release"
  agentlattice approvals cancel apr_01h455vb4pex5vsknk084sn02q
`;

const ID = "id of the request (apr_…), from approvals list";

/** Adds `agentlattice approvals list|show|approve|deny|cancel`. */
export function addApprovals(program: Command): void {
  const approvals = program.command("approvals").description("list, show, approve, deny and cancel requests").addHelpText("after", HELP);
  withApiFlags(
    approvals
      .command("list")
      .description("list pending requests, the next to expire first")
      .addOption(new Option("--status <which>", "pending, mine (decided by you), decided or all").choices(LISTS).default("pending")),
  ).action((flags: ApiFlags & { status: ApprovalList }) => runApi("organisation", flags, (context) => listRequests(context, flags.status)));
  withApiFlags(approvals.command("show").description("show a request: the action, its agent and its status").argument("<id>", ID)).action(
    (id: string, flags: ApiFlags) => runApi("organisation", flags, async (context) => (await load()).showRequest(context, id)),
  );
  decision(approvals, "approve", "allow the action");
  decision(approvals, "deny", "refuse the action");
  withApiFlags(
    approvals.command("cancel").description("withdraw a request, with the key of the agent that submitted it").argument("<id>", ID),
  ).action((id: string, flags: ApiFlags) => runApi("agent", flags, (context) => cancelRequest(context, id)));
  for (const command of approvals.commands) command.addHelpText("after", HELP);
}

function decision(approvals: Command, verb: "approve" | "deny", description: string): void {
  const command = approvals
    .command(verb)
    .description(`${description}; needs the session of a person`)
    .argument("<id>", ID)
    .option("--reason <text>", "your reason, which the agent receives")
    .option("--digest <digest>", "decide only if the request has this digest")
    .option("--yes", "do not ask for confirmation")
    .option("--base-url <url>", "address of the API (default: where you signed in)")
    .option("--json", "print one JSON object");
  command.action((id: string, flags: DecideFlags) =>
    runApi("person", flags, async (context) => (await load()).decideRequest(context, verb, id, flags)),
  );
}
