import type { Metadata } from "next";
import { EnforcementPage } from "#features/settings/enforcement-page.tsx";

export const metadata: Metadata = { title: "Enforcement" };

export default function Page() {
  return <EnforcementPage />;
}
