import type { Metadata } from "next";
import { AccessDenied } from "#features/settings/access-denied.tsx";
import { OrgKeysPage } from "#features/settings/org-keys-page.tsx";
import { may } from "#lib/session/may.ts";
import { requireSession } from "#lib/session/require-session.ts";

export const metadata: Metadata = { title: "API keys" };

export default async function Page() {
  const session = await requireSession();
  if (session && !may(session.view.you, "keys:write")) return <AccessDenied page="API keys" />;
  return <OrgKeysPage />;
}
