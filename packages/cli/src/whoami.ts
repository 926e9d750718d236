import type { Command } from "commander";
import { type ApiContext, type ApiFlags, runApi, withApiFlags } from "./api-command.ts";
import { escapeText } from "./escape-text.ts";
import { table } from "./terminal/columns.ts";

/** Adds `agentlattice whoami`. */
export function addWhoami(program: Command): void {
  withApiFlags(program.command("whoami").description("show the identity of the key or session in use")).action((flags: ApiFlags) =>
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

/** Reads the identity as rows and as JSON. A session token belongs to a person, every other credential is a key. */
async function readIdentity({ api, connection }: ApiContext): Promise<{ rows: string[][]; json: Record<string, unknown> }> {
  if (connection.apiKey.startsWith("als_")) {
    const session = await api.getSession();
    const org = session.memberships.find(({ org_id }) => org_id === session.org_id)?.org_name ?? session.org_id;
    const { user, role, org_id, expires_at } = session;
    return {
      rows: [
        ["person", escapeText(`${user.name} <${user.email}>`)],
        ["role", escapeText(role)],
        ["organisation", escapeText(`${org} (${org_id})`)],
        ["expires", escapeText(expires_at)],
      ],
      json: { kind: "person", user, role, org_id, org_name: org, expires_at },
    };
  }
  const { name, agent_id, ...me } = await api.whoami();
  return {
    rows: [
      [agent_id ? "agent" : "key", escapeText(agent_id ? `${name} (${agent_id})` : name)],
      ["environment", escapeText(me.environment)],
      ["organisation", escapeText(me.org_id)],
      ["capabilities", escapeText(me.capabilities.join(", ") || "those of its scopes")],
      ["policies", me.policies.length === 0 ? "none apply to it" : escapeText(me.policies.map((policy) => policy.name).join(", "))],
    ],
    json: { kind: agent_id ? "agent" : "organisation_key", name, agent_id, ...me },
  };
}
