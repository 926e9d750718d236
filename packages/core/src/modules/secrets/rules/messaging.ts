import { assigned, prefixed, type SecretRule, shaped } from "../rule.ts";

const token = prefixed("messaging");
const value = assigned("messaging");
const shape = shaped("messaging");

export const MESSAGING_RULES: readonly SecretRule[] = [
  token("slack-bot-token", "Slack bot token", "xoxb-", "[0-9]{8,14}-[A-Za-z0-9-]{18,80}"),
  token("slack-user-token", "Slack user token", ["xoxp-", "xoxe-"], "[0-9]{1,14}-[A-Za-z0-9-]{20,200}"),
  token("slack-legacy-token", "Slack token", ["xoxa-", "xoxr-", "xoxs-", "xoxo-", "xoxc-", "xoxd-"], "[A-Za-z0-9%-]{20,200}", {
    entropy: 2.8,
  }),
  token("slack-app-token", "Slack app-level token", "xapp-", "\\d-[A-Z0-9]{8,14}-\\d{8,16}-[a-z0-9]{32,80}"),
  token("slack-config-token", "Slack configuration token", ["xoxe.xoxb-", "xoxe.xoxp-"], "\\d-[A-Za-z0-9]{140,180}"),
  shape(
    "slack-webhook",
    "Slack webhook",
    ["hooks.slack.com/"],
    "hooks\\.slack\\.com\\/(?:services|workflows|triggers)\\/[A-Za-z0-9+/_-]{20,90}",
  ),
  shape(
    "discord-bot-token",
    "Discord bot token",
    [],
    "(?:(?<![A-Za-z0-9_-])|(?<=\\\\[nrtbf]))[MNO][A-Za-z0-9_-]{22,27}\\.[A-Za-z0-9_-]{6}\\.[A-Za-z0-9_-]{27,40}(?![A-Za-z0-9_-])",
    {
      entropy: 3.8,
      confidence: 0.9,
    },
  ),
  shape(
    "discord-webhook",
    "Discord webhook",
    ["discord.com/api/webhooks/", "discordapp.com/api/webhooks/"],
    "discord(?:app)?\\.com\\/api\\/webhooks\\/\\d{16,20}\\/[A-Za-z0-9_-]{60,80}",
  ),
  value("discord-client-secret", "Discord client secret", ["discord"], "(?:[A-Za-z0-9_-]{32}|[a-f0-9]{64})", { entropy: 3.5 }),
  shape(
    "telegram-bot-token",
    "Telegram bot token",
    [":aa"],
    "(?<=(?:(?<![0-9A-Za-z])|(?<=\\\\[nrtbf])|(?<=(?<![0-9A-Za-z])bot))(?<lead>[0-9]{8,10})):AA[A-Za-z0-9_-]{32,33}(?![A-Za-z0-9_-])",
    { entropy: 3.5 },
  ),
  token("twilio-api-key", "Twilio API key", "SK", "[0-9a-f]{32}", { confidence: 0.9, entropy: 3 }),
  value("twilio-auth-token", "Twilio auth token", ["twilio"], "[0-9a-f]{32}", { entropy: 3 }),
  token("sendgrid-api-key", "SendGrid API key", "SG.", "[A-Za-z0-9_-]{16,32}\\.[A-Za-z0-9_-]{32,64}", { entropy: 3.5 }),
  token("mailgun-api-key", "Mailgun API key", "key-", "[0-9a-f]{32}", { entropy: 3 }),
  value("mailgun-signing-key", "Mailgun key", ["mailgun"], "(?:(?:pub)?key-)?[a-f0-9]{32}(?:-[a-f0-9]{8}-[a-f0-9]{8})?", { entropy: 3 }),
  shape(
    "mailchimp-api-key",
    "Mailchimp API key",
    ["-us"],
    "(?<=(?:(?<![0-9A-Za-z])|(?<=\\\\[nrtbf]))(?<lead>[0-9a-f]{32}))-us[0-9]{1,2}(?![0-9A-Za-z])",
    {
      entropy: 2.8,
    },
  ),
  token("mailchimp-transactional-key", "Mandrill key", "md-", "[A-Za-z0-9_-]{22}", { entropy: 3.5, confidence: 0.8 }),
  token("brevo-api-key", "Brevo (Sendinblue) key", ["xkeysib-", "xsmtpsib-"], "[a-f0-9]{64}-[A-Za-z0-9]{16}"),
  token("resend-api-key", "Resend API key", "re_", "[A-Za-z0-9]{8,12}_[A-Za-z0-9]{20,28}", { entropy: 3.3 }),
  value(
    "postmark-token",
    "Postmark server token",
    ["postmark", "x_postmark_server_token"],
    "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
  ),
  value("sparkpost-key", "SparkPost key", ["sparkpost"], "[a-f0-9]{40}"),
  value("mailjet-secret", "Mailjet key", ["mailjet", "mj_apikey"], "[a-f0-9]{32}"),
  value("vonage-secret", "Vonage (Nexmo) secret", ["nexmo", "vonage"], "[A-Za-z0-9]{16}", { entropy: 3 }),
  value("messagebird-key", "MessageBird key", ["messagebird", "message_bird"], "[A-Za-z0-9]{25}", { entropy: 3.3 }),
  value("plivo-token", "Plivo auth token", ["plivo"], "[A-Za-z0-9]{40}", { entropy: 3.3 }),
  value("sinch-token", "Sinch token", ["sinch"], "[a-f0-9]{32}"),
  value("mattermost-token", "Mattermost token", ["mattermost"], "[a-z0-9]{26}", { entropy: 3.3 }),
  value(
    "line-channel-secret",
    "LINE channel secret or token",
    ["line_channel", "channel_access_token"],
    "(?:[A-Za-z0-9+/]{100,200}={0,2}|[a-f0-9]{32})",
  ),
  value("sendbird-token", "Sendbird token", ["sendbird"], "[a-f0-9]{40}"),
  value("pusher-secret", "Pusher secret", ["pusher"], "[a-f0-9]{20}", { entropy: 2.8 }),
  value("onesignal-key", "OneSignal key", ["onesignal", "one_signal"], "(?:os_v2_[a-z]{3}_[a-z0-9]{80,110}|[A-Za-z0-9]{48})", {
    entropy: 3.3,
  }),
  shape(
    "teams-webhook",
    "Microsoft Teams webhook",
    [".webhook.office.com/"],
    "\\.webhook\\.office\\.com\\/webhookb2\\/[a-z0-9-]{36}@[a-z0-9-]{36}\\/IncomingWebhook\\/[a-z0-9]{32}\\/[a-z0-9-]{36}",
    {
      flags: "i",
    },
  ),
  shape(
    "google-chat-webhook",
    "Google Chat webhook",
    ["chat.googleapis.com/v1/spaces/"],
    "chat\\.googleapis\\.com\\/v1\\/spaces\\/[A-Za-z0-9_-]{6,20}\\/messages\\?key=[A-Za-z0-9_-]{30,45}&token=[A-Za-z0-9_%-]{30,80}",
  ),
  token("facebook-token", "Facebook access token", ["EAA"], "[A-Za-z0-9]{80,400}", { entropy: 3.5 }),
  value("facebook-app-secret", "Facebook app secret", ["facebook", "fb_app", "fb_secret", "instagram"], "[a-f0-9]{32}", { entropy: 3 }),
  value(
    "twitter-secret",
    "X (Twitter) key or token",
    ["twitter", "consumer_secret", "access_token_secret"],
    "(?:A{20,22}[A-Za-z0-9%]{60,110}|[0-9]{15,25}-[A-Za-z0-9]{20,40}|[A-Za-z0-9]{50}|[A-Za-z0-9]{45}|[A-Za-z0-9]{25})",
    {
      entropy: 3.3,
    },
  ),
  shape(
    "twitter-bearer-token",
    "X (Twitter) bearer token",
    ["aaaaaaaaaaaaaaaaaaaa"],
    "(?:(?<![A-Za-z0-9+/])|(?<=\\\\[nrtbf]))A{19,24}[B-Za-z0-9][A-Za-z0-9%=]{60,110}(?![A-Za-z0-9%+/=])",
    { entropy: 3.8, confidence: 0.9 },
  ),
  shape(
    "fcm-server-key",
    "Firebase messaging server key",
    [":apa91b"],
    "(?<=(?:(?<![A-Za-z0-9_-])|(?<=\\\\[nrtbf]))(?<lead>AAAA[A-Za-z0-9_-]{7})):APA91b[A-Za-z0-9_-]{100,180}(?![A-Za-z0-9_-])",
    { entropy: 4 },
  ),
  shape(
    "zapier-webhook",
    "Zapier webhook",
    ["hooks.zapier.com/hooks/catch/"],
    "hooks\\.zapier\\.com\\/hooks\\/catch\\/\\d{4,12}\\/[a-z0-9]{5,12}(?![a-z0-9])",
    {
      confidence: 0.85,
    },
  ),
  shape(
    "ifttt-webhook",
    "IFTTT webhook",
    ["maker.ifttt.com/"],
    "maker\\.ifttt\\.com\\/(?:trigger\\/[\\w{}-]{1,60}\\/(?:json\\/)?with\\/key|use)\\/[A-Za-z0-9_-]{20,50}",
    {
      entropy: 3.3,
    },
  ),
  value(
    "linkedin-client-secret",
    "LinkedIn client secret",
    ["linkedin", "linked_in"],
    "(?:WPL_AP1\\.[A-Za-z0-9]{16}\\.[A-Za-z0-9+/]{6}==|[A-Za-z0-9]{16})",
    { entropy: 3.2 },
  ),
  value("twitch-secret", "Twitch token", ["twitch"], "[a-z0-9]{30}", { entropy: 3.3 }),
  value("spotify-secret", "Spotify client secret", ["spotify"], "[a-f0-9]{32}", { entropy: 3 }),
  value("zoom-secret", "Zoom client secret", ["zoom_client_secret", "zoom_secret", "zoom_api_secret"], "[A-Za-z0-9]{32,36}", {
    entropy: 3.3,
  }),
  value("intercom-token", "Intercom token", ["intercom"], "[A-Za-z0-9_=-]{58,62}", { entropy: 3.5 }),
  token("klaviyo-key", "Klaviyo private key", "pk_", "[a-f0-9]{34}", { entropy: 3 }),
  token("onesignal-prefixed-key", "OneSignal key", ["os_v2_app_", "os_v2_org_"], "[a-z0-9]{80,110}", { entropy: 3.5 }),
  shape("dingtalk-secret", "DingTalk robot secret", [], "(?<![A-Za-z0-9_-])SEC[a-f0-9]{64}(?![A-Za-z0-9_-])", { confidence: 0.9 }),
  token("instagram-token", "Instagram token", ["IGQV", "IGAA"], "[A-Za-z0-9_-]{80,400}", { entropy: 3.8 }),
  token("linkedin-secret", "LinkedIn client secret", "WPL_AP1.", "(?:[0-9]\\.)?[A-Za-z0-9]{16}\\.[A-Za-z0-9+/]{6,8}={0,2}", {
    entropy: 3.3,
  }),
  shape(
    "feishu-webhook",
    "Feishu, Lark or WeCom webhook",
    [
      "open.feishu.cn/open-apis/bot/",
      "open.larksuite.com/open-apis/bot/",
      "qyapi.weixin.qq.com/cgi-bin/webhook/",
      "oapi.dingtalk.com/robot/send",
    ],
    `(?:open\\.(?:feishu\\.cn|larksuite\\.com)\\/open-apis\\/bot\\/v2\\/hook\\/|qyapi\\.weixin\\.qq\\.com\\/cgi-bin\\/webhook\\/[a-z_]{4,20}\\?key=|oapi\\.dingtalk\\.com\\/robot\\/send\\?access_token=)(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{64})`,
    { entropy: 3 },
  ),
];
