import type { Role } from "@agentlattice/contract";
import { may } from "#lib/session/may.ts";

export interface SettingsPart {
  readonly href: string;
  readonly name: string;
}

export interface SettingsGroup {
  readonly name: string;
  readonly parts: readonly SettingsPart[];
}

/** Returns the settings pages that a role can open. */
export function settingsOf(role: Role): SettingsGroup[] {
  return [
    {
      name: "Organisation",
      parts: [
        { href: "/settings/organisation", name: "General" },
        { href: "/settings/enforcement", name: "Enforcement" },
        ...(may(role, "members:read") ? [{ href: "/settings/members", name: "Members" }] : []),
        ...(may(role, "members:write") ? [{ href: "/settings/invitations", name: "Invitations" }] : []),
        ...(may(role, "keys:write") ? [{ href: "/settings/keys", name: "API keys" }] : []),
      ],
    },
    {
      name: "You",
      parts: [
        { href: "/settings/sessions", name: "Sessions" },
        { href: "/settings/password", name: "Password" },
      ],
    },
  ];
}
