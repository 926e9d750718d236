import type { Metadata } from "next";
import { TotpPage } from "#features/totp/totp-page.tsx";

export const metadata: Metadata = { title: "Authenticator app" };

export default function Page() {
  return <TotpPage />;
}
