import "#styles/global.css";
import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import { ThemeProvider } from "next-themes";
import type { ReactNode } from "react";
import { fontVariables } from "./fonts.ts";

export const metadata: Metadata = {
  title: { default: "AgentLattice", template: "%s · AgentLattice" },
  description: "Decide what agents may do, and prove what they did.",
  appleWebApp: { title: "AgentLattice", statusBarStyle: "default" },
  robots: { index: false, follow: false },
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  viewportFit: "cover",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#f6f6f3" },
    { media: "(prefers-color-scheme: dark)", color: "#0c1011" },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const policy = (await headers()).get("content-security-policy") ?? "";
  const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? "";
  return (
    // next-themes writes data-theme before the first paint, which the server cannot know.
    <html lang="en" suppressHydrationWarning className={fontVariables}>
      <body>
        <ThemeProvider
          attribute="data-theme"
          defaultTheme="system"
          enableSystem
          disableTransitionOnChange
          nonce={nonce}
          storageKey="al-theme"
        >
          {children}
        </ThemeProvider>
      </body>
    </html>
  );
}
