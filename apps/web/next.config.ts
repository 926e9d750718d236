import path from "node:path";
import type { NextConfig } from "next";

/** Headers of every response, including static files. The content security policy needs a nonce and is set in src/proxy.ts. */
const SECURITY_HEADERS = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Permissions-Policy", value: "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()" },
];

/** The service worker runs under its own policy: it loads nothing except the icons of notifications. */
const WORKER_HEADERS = [
  { key: "Content-Security-Policy", value: "default-src 'none'; img-src 'self'" },
  { key: "Cache-Control", value: "no-cache" },
];

const config: NextConfig = {
  output: "standalone",
  outputFileTracingRoot: path.join(import.meta.dirname, "../.."),
  turbopack: { root: path.join(import.meta.dirname, "../..") },
  transpilePackages: ["@agentlattice/contract", "@agentlattice/core", "@agentlattice/detect", "@agentlattice/patterns"],
  poweredByHeader: false,
  reactStrictMode: true,
  // `npm run verify` checks types, so the build of an installation need not.
  typescript: { ignoreBuildErrors: true },
  headers: async () => [
    { source: "/:path*", headers: SECURITY_HEADERS },
    { source: "/service-worker.js", headers: WORKER_HEADERS },
  ],
};

export default config;
