import type { ReactNode } from "react";
import { ApiDown } from "#features/shell/api-down.tsx";
import { ConsoleShell } from "#features/shell/console-shell.tsx";
import { Providers } from "#features/shell/providers.tsx";
import { may } from "#lib/session/may.ts";
import { readAuthOptions } from "#lib/session/read-view.ts";
import { requireSession } from "#lib/session/require-session.ts";

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const [session, options] = await Promise.all([requireSession(), readAuthOptions()]);
  if (!session) return <ApiDown />;
  const { user, role, org_id, memberships, server_time, you } = session.view;
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
    <Providers me={me} serverTime={server_time}>
      <ConsoleShell>{children}</ConsoleShell>
    </Providers>
  );
}
