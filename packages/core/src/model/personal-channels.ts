/** The channels of an approver, of which each person chooses some. */
export const PERSONAL_CHANNELS = ["email", "slack", "push"] as const;
export type PersonalChannel = (typeof PERSONAL_CHANNELS)[number];
