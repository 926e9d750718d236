/** Collects the values of an option that may be given several times, for commander. */
export const collectOption = (value: string, earlier: readonly string[] = []) => [...earlier, value];
