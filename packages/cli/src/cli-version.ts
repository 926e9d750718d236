/** As in package.json; a test compares. */
export const CLI_VERSION = "0.1.0";
