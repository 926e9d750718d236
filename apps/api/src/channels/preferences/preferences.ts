import { NOTICE_TOPICS, type NoticeTopic, type NotificationPatch, type Notifications } from "@agentlattice/contract";
import { PERSONAL_CHANNELS, type PersonalChannel } from "@agentlattice/core/approval";
import type { OrgClient } from "@agentlattice/db";
import type { Deps } from "../../deps.ts";
import type { PersonPrincipal } from "../../http/principal.ts";
import type { Pace } from "../notices/delayed-until.ts";
import { personalChannels } from "../notices/personal-channels.ts";

/** Settings by which a person receives messages. */
export interface Preference extends Pace {
  readonly channels: readonly PersonalChannel[];
  /** The topics besides requests. */
  readonly topics: readonly NoticeTopic[];
}

type PreferenceRow = NonNullable<Awaited<ReturnType<OrgClient["notificationPreference"]["findFirst"]>>>;

/** Returns the preference of a person who has set none: every channel and topic, at once. */
export function defaultPreference(zone: string): Preference {
  return { channels: PERSONAL_CHANNELS, topics: NOTICE_TOPICS, digestMinutes: null, quietFrom: null, quietUntil: null, zone };
}

export function toPreference({ channels, topics, ...pace }: PreferenceRow): Preference {
  return {
    channels: PERSONAL_CHANNELS.filter((channel) => channels.includes(channel)),
    topics: NOTICE_TOPICS.filter((topic) => topics.includes(topic)),
    digestMinutes: pace.digestMinutes,
    quietFrom: pace.quietFrom,
    quietUntil: pace.quietUntil,
    zone: pace.zone,
  };
}

interface OfPerson {
  readonly principal: PersonPrincipal;
  readonly deps: Deps;
}

export async function readNotifications({ principal, deps }: OfPerson): Promise<Notifications> {
  return deps.database.inOrg(principal.scope, (client) => describe(deps, client, principal));
}

/** Changes the settings of the signed-in person. */
export async function changeNotifications({
  principal,
  deps,
  patch,
}: OfPerson & { readonly patch: NotificationPatch }): Promise<Notifications> {
  const { scope, userId } = principal;
  const { orgId } = scope;
  const { zone } = await deps.configs.get(orgId);
  return deps.database.inOrg(scope, async (client) => {
    const { channels, topics, digest_minutes, quiet_hours } = patch;
    const change = {
      ...(channels === undefined ? {} : { channels }),
      ...(topics === undefined ? {} : { topics }),
      ...(digest_minutes === undefined ? {} : { digestMinutes: digest_minutes }),
      ...(quiet_hours === undefined ? {} : quietColumns(quiet_hours, zone)),
    };
    await client.notificationPreference.upsert({
      where: { orgId_userId: { orgId, userId } },
      create: { orgId, userId, ...defaultPreference(zone), channels: [...PERSONAL_CHANNELS], topics: [...NOTICE_TOPICS], ...change },
      update: change,
    });
    return describe(deps, client, principal);
  });
}

async function describe(deps: Deps, client: OrgClient, { scope: { orgId }, userId }: PersonPrincipal): Promise<Notifications> {
  const { zone } = await deps.configs.get(orgId);
  const row = await client.notificationPreference.findFirst({ where: { orgId, userId } });
  const preference = row ? toPreference(row) : defaultPreference(zone);
  const { quietFrom, quietUntil } = preference;
  return {
    channels: [...preference.channels],
    topics: [...preference.topics],
    digest_minutes: preference.digestMinutes,
    quiet_hours:
      quietFrom === null || quietUntil === null ? null : { from: toTime(quietFrom), until: toTime(quietUntil), zone: preference.zone },
    available: await personalChannels(deps, client, { orgId, userId }),
    zone,
  };
}

/** A digest follows the zone of the quiet hours, or of the organisation without quiet hours. */
function quietColumns(quiet: NonNullable<NotificationPatch["quiet_hours"]> | null, zone: string) {
  return quiet
    ? { quietFrom: toMinutes(quiet.from), quietUntil: toMinutes(quiet.until), zone: quiet.zone }
    : { quietFrom: null, quietUntil: null, zone };
}

const toMinutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
const toTime = (minutes: number) => `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
