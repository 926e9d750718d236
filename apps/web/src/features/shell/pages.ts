import { BookOpenCheck, FileCog, GitPullRequestArrow, type LucideIcon } from "lucide-react";
import type { Me } from "./session-context.tsx";

export interface ConsolePage {
  readonly href: string;
  readonly name: string;
  readonly icon: LucideIcon;
}

const APPROVALS: ConsolePage = { href: "/approvals", name: "Approvals", icon: GitPullRequestArrow };
const POLICIES: ConsolePage = { href: "/policies", name: "Policies", icon: FileCog };
const AUDIT: ConsolePage = { href: "/audit", name: "Audit", icon: BookOpenCheck };

/** The pages a role can open, in the order of the navigation. */
export function pagesOf(me: Me): ConsolePage[] {
  return me.can.readApprovals ? [APPROVALS, POLICIES, AUDIT] : [POLICIES, AUDIT];
}

export function isOn(pathname: string, page: ConsolePage): boolean {
  return pathname === page.href || pathname.startsWith(`${page.href}/`);
}
