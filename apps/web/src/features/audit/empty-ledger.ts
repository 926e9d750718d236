/** Texts of a list without entries. A ledger begins with the organisation, so only a person who may see no entry reads them. */
export const EMPTY_LEDGER = { title: "No entries yet", text: "You see entries about agents that you own." } as const;
