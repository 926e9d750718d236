import type { Command } from "commander";
import { asPerson, type PersonFlags, runApi } from "./api-command.ts";
import { listMembers } from "./members/list-members.ts";
import { type RemoveFlags, removeMember } from "./members/remove-member.ts";

const HELP = `
Members need the session that agentlattice login creates: owners and admins change them. remove ends the person's sessions,
invitations, hand-overs and delegations. It shows the keys, webhooks and grants that they created and revokes all of them,
unless --revoke none or --revoke <id> chooses otherwise.

Exit codes
  0  done
  2  the command line or the credential is wrong, or the credential may not do this
  5  the API did not answer

Examples
  agentlattice members list
  agentlattice members remove kim@example.com
  agentlattice members remove kim@example.com --revoke none --yes
  agentlattice members remove kim@example.com --revoke key_01h455vb4pex5vsknk084sn02q --yes
`;

const collect = (value: string, earlier: readonly string[] = []) => [...earlier, value];

/** Adds `agentlattice members list|remove`. */
export function addMembers(program: Command): void {
  const members = program.command("members").description("list and remove members").addHelpText("after", HELP);
  asPerson(members.command("list").description("list the members with their roles")).action((flags: PersonFlags) =>
    runApi("person", flags, listMembers),
  );
  asPerson(
    members
      .command("remove")
      .description("remove a member, with what they created; yourself to leave")
      .argument("<member>", "email or id (usr_…) of the member")
      .option("--revoke <what>", "all (default), none, or the id of a key, webhook or grant; repeatable", collect)
      .option("--yes", "do not ask for confirmation"),
  ).action((member: string, flags: RemoveFlags) => runApi("person", flags, (context) => removeMember(context, member, flags)));
  for (const command of members.commands) command.addHelpText("after", HELP);
}
