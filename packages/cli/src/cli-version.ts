/** Must equal the version in package.json. A test compares them. */
export const CLI_VERSION = "0.1.0";
