import type { ReactNode } from "react";
import { ApiDown } from "#features/shell/api-down.tsx";
import { ConsoleShell } from "#features/shell/console-shell.tsx";
import { Providers, type ShellData } from "#features/shell/providers.tsx";
import { readApi } from "#lib/api/server-api.ts";
import { ACTIVE_HALTS, pendingCountInput } from "#lib/api/shell-inputs.ts";
import { may } from "#lib/session/may.ts";
import { readAuthOptions } from "#lib/session/read-view.ts";
import { requireSession } from "#lib/session/require-session.ts";

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const [session, options] = await Promise.all([requireSession(), readAuthOptions()]);
  if (!session) return <ApiDown />;
  const { user, role, org_id, memberships, server_time, last_event_id = null, you } = session.view;
  const me = {
    user,
    role,
    orgId: org_id,
    orgName: memberships.find((membership) => membership.org_id === org_id)?.org_name ?? "",
    organisations: memberships,
    canCreateOrganisation: options?.sign_up === "open",
    purgeAt: session.view.purge_at,
    you,
    can: { readApprovals: may(you, "approvals:read"), decide: may(you, "approvals:decide"), createAgents: may(you, "agents:write") },
  };
  return (
    <Providers me={me} known={await readShell(session.apiToken, me.can.readApprovals)} serverTime={server_time} lastEventId={last_event_id}>
      <ConsoleShell>{children}</ConsoleShell>
    </Providers>
  );
}

/** Reads what the frame of every page shows. INVARIANT: it is read after the session, whose `last_event_id` is older than this data. */
async function readShell(apiToken: string, readsApprovals: boolean): Promise<ShellData> {
  const [pending, halts] = await Promise.all([
    readsApprovals ? readApi(apiToken, (api) => api.countApprovals(pendingCountInput(null))) : null,
    readApi(apiToken, (api) => api.listHalts(ACTIVE_HALTS)),
  ]);
  return { pending: pending?.ok ? pending.value : null, halts: halts.ok ? halts.value : null };
}
