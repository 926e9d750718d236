import type { You } from "@agentlattice/contract";
import { may } from "#lib/session/may.ts";

export interface SettingsPart {
  readonly href: string;
  readonly name: string;
}

export interface SettingsGroup {
  readonly name: string;
  readonly parts: readonly SettingsPart[];
}

/** Returns the settings pages that a person can open. */
export function settingsOf(you: You): SettingsGroup[] {
  return [
    {
      name: "Organisation",
      parts: [
        { href: "/settings/organisation", name: "General" },
        { href: "/settings/enforcement", name: "Enforcement" },
        ...(may(you, "members:read") ? [{ href: "/settings/members", name: "Members" }] : []),
        ...(may(you, "members:write") ? [{ href: "/settings/invitations", name: "Invitations" }] : []),
        ...(may(you, "groups:read") ? [{ href: "/settings/groups", name: "Approver groups" }] : []),
        ...(may(you, "keys:write") ? [{ href: "/settings/keys", name: "API keys" }] : []),
        ...(may(you, "audit:verify") ? [{ href: "/settings/log-keys", name: "Log keys" }] : []),
        ...(may(you, "channels:write") ? [{ href: "/settings/channels", name: "Channels" }] : []),
      ],
    },
    {
      name: "You",
      parts: [
        { href: "/settings/notifications", name: "Notifications" },
        ...(may(you, "groups:read") ? [{ href: "/settings/out-of-office", name: "Out of office" }] : []),
        { href: "/settings/sessions", name: "Sessions" },
        { href: "/settings/password", name: "Password" },
        { href: "/settings/passkeys", name: "Passkeys" },
        { href: "/settings/authenticator", name: "Authenticator app" },
      ],
    },
  ];
}
