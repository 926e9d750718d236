/** @typedef {import("./settings.mjs").Settings} Settings */
/** @typedef {import("./secrets.mjs").Secrets} Secrets */

/**
 * Returns the environment of the API. It contains no credential of the database's owner: the API signs in as al_app and al_ledger.
 * @param {{ settings: Settings, address: string, kek: Uint8Array, secrets: Secrets }} options
 */
export function apiEnvironment({ settings, address, kek, secrets }, env = process.env) {
  return {
    ...shared(env),
    AL_DATABASE_URL: address,
    ...(env.REDIS_URL ? { REDIS_URL: env.REDIS_URL } : {}),
    AL_KEK: Buffer.from(kek).toString("base64"),
    DATA_DIR: settings.dataDir,
    API_PORT: String(settings.apiPort),
    API_HOST: env.API_HOST || "127.0.0.1",
    AL_CONSOLE_URL: env.AL_CONSOLE_URL || settings.consoleUrl,
    AL_PROXY_SECRET: secrets.AL_PROXY_SECRET,
    AL_SIGN_UP: env.AL_SIGN_UP || "open",
  };
}

/**
 * Returns the environment of the console. It contains no address of the database, the bus or the mail server, no key-encryption key and no
 * secret of the Slack app.
 * @param {Settings} settings @param {Secrets} secrets
 */
export function consoleEnvironment(settings, secrets, env = process.env) {
  const { SMTP_URL: _smtp, AL_SLACK_CLIENT_SECRET: _client, AL_SLACK_SIGNING_SECRET: _signing, ...rest } = shared(env);
  return {
    ...rest,
    PORT: String(settings.webPort),
    HOSTNAME: "127.0.0.1",
    AL_API_URL: settings.apiUrl,
    NEXTAUTH_URL: env.NEXTAUTH_URL || settings.consoleUrl,
    ...secrets,
  };
}

/** @param {NodeJS.ProcessEnv} env */
function shared({ DATABASE_URL: _url, REDIS_URL: _redis, AL_KEK: _kek, ...rest }) {
  return { ...rest, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" };
}
