import { type Command, Option } from "commander";
import { type ApiFlags, runApi, withApiFlags } from "./api-command.ts";
import { cancelRequest } from "./approvals/cancel-request.ts";
import { type DecideFlags, decideRequest } from "./approvals/decide-request.ts";
import { LISTS, listRequests } from "./approvals/list-requests.ts";
import { showRequest } from "./approvals/show-request.ts";

const HELP = `
People decide, API keys never: approve and deny need the session of agentlattice login. Only the agent that asked can
cancel, with its own key. approve shows what is asked and asks back; in a script give --yes, and --digest to approve
only what you have seen.

Exit codes
  0  done
  2  the command line or the credential is wrong, or may not do that; decided already
  5  no answer

Examples
  agentlattice approvals list
  agentlattice approvals show apr_01h455vb4pex5vsknk084sn02q
  agentlattice approvals approve apr_01h455vb4pex5vsknk084sn02q
  agentlattice approvals deny apr_01h455vb4pex5vsknk084sn02q --reason "Wait for the release"
  agentlattice approvals cancel apr_01h455vb4pex5vsknk084sn02q
`;

const ID = "apr_…, as list shows it";

/** `agentlattice approvals list|show|approve|deny|cancel`: requests that people decide. */
export function addApprovals(program: Command): void {
  const approvals = program.command("approvals").description("list, show, approve, deny and cancel requests").addHelpText("after", HELP);
  withApiFlags(
    approvals
      .command("list")
      .description("the requests that wait for a decision; what expires first comes first")
      .addOption(new Option("--status <which>", "pending, mine (decided by you), decided or all").choices(LISTS).default("pending")),
  ).action((flags: ApiFlags & { status: string }) => runApi("organisation", flags, (context) => listRequests(context, flags.status)));
  withApiFlags(approvals.command("show").description("what is asked, by whom, and how it stands").argument("<id>", ID)).action(
    (id: string, flags: ApiFlags) => runApi("organisation", flags, (context) => showRequest(context, id)),
  );
  decision(approvals, "approve", "let the action happen");
  decision(approvals, "deny", "do not let the action happen");
  withApiFlags(
    approvals.command("cancel").description("withdraw a request, with the key of the agent that asked").argument("<id>", ID),
  ).action((id: string, flags: ApiFlags) => runApi("agent", flags, (context) => cancelRequest(context, id)));
  for (const command of approvals.commands) command.addHelpText("after", HELP);
}

function decision(approvals: Command, verb: "approve" | "deny", description: string): void {
  const command = approvals
    .command(verb)
    .description(`${description}; a person's session decides`)
    .argument("<id>", ID)
    .option("--reason <text>", "why; the agent reads it")
    .option("--digest <digest>", "decide only when the request still has this digest")
    .option("--yes", "do not ask")
    .option("--base-url <url>", "where the API is (default: where you signed in)")
    .option("--json", "print one JSON object");
  command.action((id: string, flags: DecideFlags) => runApi("person", flags, (context) => decideRequest(context, verb, id, flags)));
}
