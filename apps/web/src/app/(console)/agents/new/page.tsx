import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { NewAgentPage } from "#features/agents/first-gate/new-agent-page.tsx";
import { webEnv } from "#lib/env.ts";
import { may } from "#lib/session/may.ts";
import { requireSession } from "#lib/session/require-session.ts";

export const metadata: Metadata = { title: "New agent" };

export default async function Page() {
  const session = await requireSession();
  if (session && !may(session.view.you, "agents:write")) redirect("/agents");
  return <NewAgentPage apiUrl={webEnv().publicApiUrl} />;
}
