import type { Metadata } from "next";
import { PasswordPage } from "#features/settings/password-page.tsx";

export const metadata: Metadata = { title: "Password" };

export default function Page() {
  return <PasswordPage />;
}
