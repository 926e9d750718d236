"use client";

import dynamic from "next/dynamic";
import { Loaded } from "#features/settings/loaded.tsx";
import { SettingsHead } from "#features/settings/settings-head.tsx";
import { useOp } from "#lib/api/use-op.ts";

const RoutingForm = dynamic(() => import("./routing-form.tsx").then((module) => module.RoutingForm));

/** The channels, quiet hours and digest of the signed-in person. */
export function NotificationsPage() {
  const settings = useOp("getNotifications", {});
  return (
    <Loaded query={settings} failed="Your notifications did not load" stillWorks="Requests reach you as before.">
      {(data) => (
        <>
          <SettingsHead title="Notifications">
            How requests that you may decide reach you. The console always shows them. No message contains a link that decides.
          </SettingsHead>
          <RoutingForm key={JSON.stringify(data)} settings={data} />
        </>
      )}
    </Loaded>
  );
}
