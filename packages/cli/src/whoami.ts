import type { SessionView } from "@agentlattice/contract";
import type { Command } from "commander";
import { type ApiContext, type ApiFlags, runApi, withApiFlags } from "./api-command.ts";
import { answerOf } from "./connection/list-all.ts";
import { escapeText } from "./escape-text.ts";
import { table } from "./terminal/columns.ts";

/** `agentlattice whoami`: whom the credential in use speaks for. */
export function addWhoami(program: Command): void {
  withApiFlags(program.command("whoami").description("whom the key or the login in use speaks for")).action((flags: ApiFlags) =>
    runApi("organisation", flags, showIdentity),
  );
}

async function showIdentity(context: ApiContext): Promise<number> {
  const { json, style, print, printJson } = context;
  const identity = await readIdentity(context);
  if (json) printJson(identity.json);
  else for (const line of table(identity.rows, (text, column) => (column === 0 ? style.dim(text) : text))) print(line);
  return 0;
}

/** Who is asking, as rows for people and as JSON. A session's token is a person's, everything else a key. */
async function readIdentity({ al, connection }: ApiContext): Promise<{ rows: string[][]; json: Record<string, unknown> }> {
  if (connection.apiKey.startsWith("als_")) {
    const session = answerOf<SessionView>(await al.request("GET", "/auth/session"));
    const org = session.memberships.find(({ org_id }) => org_id === session.org_id)?.org_name ?? session.org_id;
    const { user, role, org_id, expires_at } = session;
    return {
      rows: [
        ["person", escapeText(`${user.name} <${user.email}>`)],
        ["role", escapeText(role)],
        ["organisation", escapeText(`${org} (${org_id})`)],
        ["until", escapeText(expires_at)],
      ],
      json: { kind: "person", user, role, org_id, org_name: org, expires_at },
    };
  }
  const me = await al.whoami();
  return {
    rows: [
      [me.agentId ? "agent" : "key", escapeText(me.agentId ? `${me.name} (${me.agentId})` : me.name)],
      ["environment", escapeText(me.environment)],
      ["organisation", escapeText(me.orgId)],
      ["may", escapeText(me.capabilities.join(", ") || "what its scopes say")],
      ["policies", me.policies.length === 0 ? "none concern it" : escapeText(me.policies.map(({ name }) => name).join(", "))],
    ],
    json: {
      kind: me.agentId ? "agent" : "organisation_key",
      name: me.name,
      agent_id: me.agentId,
      org_id: me.orgId,
      environment: me.environment,
      config_id: me.configId,
      cb_state: me.cbState,
      capabilities: me.capabilities,
      policies: me.policies.map(({ name, actionType, approvalRequired }) => ({
        name,
        action_type: actionType,
        approval_required: approvalRequired,
      })),
      delegations: { as_parent: me.delegations.asParent, as_child: me.delegations.asChild },
    },
  };
}
