import {
  Activity,
  BookOpenCheck,
  ClipboardCheck,
  Coins,
  FileCog,
  Gauge,
  GitPullRequestArrow,
  LayoutDashboard,
  ListTree,
  type LucideIcon,
  Settings2,
  Share2,
  SquareTerminal,
  Waypoints,
} from "lucide-react";
import { may } from "#lib/session/may.ts";
import type { Me } from "#lib/session/session-context.tsx";

export interface ConsolePage {
  readonly href: string;
  /** Common path prefix of its parts, if it differs from `href`. */
  readonly base?: string;
  readonly name: string;
  readonly icon: LucideIcon;
  /** True for pages in the bottom bar of a phone. The others are reachable by search. */
  readonly phone?: boolean;
  /** True for pages at the bottom of the navigation. */
  readonly isAtBottom?: boolean;
}

const OVERVIEW: ConsolePage = { href: "/overview", name: "Overview", icon: LayoutDashboard, phone: true };
const APPROVALS: ConsolePage = { href: "/approvals", name: "Approvals", icon: GitPullRequestArrow, phone: true };
const AGENTS: ConsolePage = { href: "/agents", name: "Agents", icon: SquareTerminal };
const RUNS: ConsolePage = { href: "/runs", name: "Runs", icon: ListTree };
const TOPOLOGY: ConsolePage = { href: "/topology", name: "Topology", icon: Share2 };
const DELEGATIONS: ConsolePage = { href: "/delegations", name: "Delegations", icon: Waypoints };
const POLICIES: ConsolePage = { href: "/policies", name: "Policies", icon: FileCog };
const BUDGETS: ConsolePage = { href: "/budgets", name: "Budgets", icon: Coins };
const ANOMALIES: ConsolePage = { href: "/anomalies", name: "Anomalies", icon: Activity };
const AUDIT: ConsolePage = { href: "/audit", name: "Audit", icon: BookOpenCheck, phone: true };
const POSTURE: ConsolePage = { href: "/posture", name: "Posture", icon: Gauge };
const COMPLIANCE: ConsolePage = { href: "/compliance", name: "Compliance", icon: ClipboardCheck };

/** Links directly to the first part, because a redirect would add an entry to the browser history. */
export const SETTINGS: ConsolePage = {
  href: "/settings/organisation",
  base: "/settings",
  name: "Settings",
  icon: Settings2,
  isAtBottom: true,
};

/** Returns the pages that a role can open, in the order of the navigation. */
export function pagesOf(me: Me): ConsolePage[] {
  return [
    OVERVIEW,
    ...(me.can.readApprovals ? [APPROVALS] : []),
    AGENTS,
    RUNS,
    TOPOLOGY,
    DELEGATIONS,
    POLICIES,
    BUDGETS,
    ANOMALIES,
    AUDIT,
    POSTURE,
    ...(may(me.you, "compliance:read") ? [COMPLIANCE] : []),
    SETTINGS,
  ];
}

export function isOn(pathname: string, { href, base = href }: ConsolePage): boolean {
  return pathname === base || pathname.startsWith(`${base}/`);
}
