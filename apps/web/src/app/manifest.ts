import type { MetadataRoute } from "next";

/** The web app manifest, with which browsers install the console. */
export default function manifest(): MetadataRoute.Manifest {
  return {
    id: "/",
    name: "AgentLattice",
    short_name: "AgentLattice",
    description: "Decide what agents may do, and prove what they did.",
    start_url: "/approvals",
    scope: "/",
    display: "standalone",
    background_color: "#f6f6f3",
    theme_color: "#f6f6f3",
    icons: [
      { src: "/icons/icon-192.png", sizes: "192x192", type: "image/png" },
      { src: "/icons/icon-512.png", sizes: "512x512", type: "image/png" },
      { src: "/icons/maskable-512.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
    ],
    shortcuts: [{ name: "Approvals", url: "/approvals" }],
  };
}
