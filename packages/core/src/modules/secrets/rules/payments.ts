import { assigned, prefixed, type SecretRule } from "../rule.ts";

const token = prefixed("payments");
const value = assigned("payments");

export const PAYMENT_RULES: readonly SecretRule[] = [
  token("stripe-secret-key", "Stripe secret key", ["sk_live_", "sk_prod_", "rk_live_", "rk_prod_"], "[A-Za-z0-9]{16,247}", { entropy: 3 }),
  token("stripe-test-key", "Stripe test key", ["sk_test_", "rk_test_"], "[A-Za-z0-9]{16,247}", { entropy: 3, confidence: 0.8 }),
  token("stripe-webhook-secret", "Stripe webhook secret", "whsec_", "[A-Za-z0-9+/=]{24,80}", { entropy: 3 }),
  token("square-access-token", "Square access token", ["sq0atp-", "sq0csp-", "sq0idp-"], "[A-Za-z0-9_-]{22,60}", { entropy: 3 }),
  token("square-oauth-token", "Square access token", "EAAA", "[A-Za-z0-9_-]{58,62}", { entropy: 3.5 }),
  token(
    "paypal-access-token",
    "PayPal or Braintree access token",
    ["access_token$production$", "access_token$sandbox$"],
    "[a-z0-9]{16}\\$[a-f0-9]{32}",
  ),
  value("paypal-client-secret", "PayPal client secret", ["paypal"], "E[A-Za-z0-9_-]{50,100}", { entropy: 3.5 }),
  value("braintree-private-key", "Braintree private key", ["braintree"], "[a-f0-9]{32}"),
  token(
    "adyen-api-key",
    "Adyen API key",
    "AQE",
    "[a-z]hm[A-Za-z0-9+/=]{40,200}-[A-Za-z0-9+/=]{30,60}-[A-Za-z0-9+/=_<>(){}.,;:!@#$%^&*-]{8,40}",
    { entropy: 3.5 },
  ),
  token("paddle-api-key", "Paddle key", ["pdl_live_apikey_", "pdl_sdbx_apikey_"], "[a-z0-9]{26}_[A-Za-z0-9]{22}_[A-Za-z0-9]{3}", {
    entropy: 3.3,
  }),
  value(
    "checkout-secret-key",
    "Checkout.com secret key",
    ["cko_secret", "checkout_secret", "checkout_com"],
    "sk_(?:sbox_)?[a-z0-9]{26}[A-Za-z0-9*$=#_-]{1,2}",
    {
      entropy: 3.3,
    },
  ),
  token("razorpay-key", "Razorpay key", ["rzp_live_", "rzp_test_"], "[A-Za-z0-9]{14,24}", { entropy: 2.8 }),
  value("razorpay-secret", "Razorpay secret", ["razorpay"], "[A-Za-z0-9]{24}", { entropy: 3.3 }),
  token("flutterwave-key", "Flutterwave key", ["FLWSECK_TEST-", "FLWSECK-", "FLWPUBK_TEST-"], "[a-zA-Z0-9]{12,40}(?:-X)?"),
  token(
    "shippo-or-duffel-key",
    "Shippo or Duffel key",
    ["shippo_live_", "shippo_test_", "duffel_live_", "duffel_test_"],
    "[A-Za-z0-9_=-]{40,64}",
  ),
  token("easypost-key", "EasyPost key", ["EZAK", "EZTK"], "[A-Za-z0-9]{54}", { entropy: 3.3 }),
  value("plaid-secret", "Plaid secret", ["plaid"], "(?:[a-z0-9]{30}|[a-z0-9]{24})", { entropy: 3.3 }),
  token(
    "plaid-access-token",
    "Plaid access token",
    ["access-sandbox-", "access-development-", "access-production-"],
    "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
  ),
  token("gocardless-token", "GoCardless token", ["live_"], "[A-Za-z0-9_-]{40,42}", { entropy: 3.5, confidence: 0.75 }),
  value("coinbase-secret", "Coinbase secret", ["coinbase"], "[A-Za-z0-9_-]{64}", { entropy: 3.5 }),
  value("binance-secret", "Binance key", ["binance"], "[A-Za-z0-9]{64}", { entropy: 3.5 }),
  value("kraken-secret", "Kraken key", ["kraken"], "[A-Za-z0-9+/=]{80,90}", { entropy: 3.8 }),
  value("mollie-key", "Mollie key", ["mollie"], "(?:live|test)_[A-Za-z0-9]{30}", { entropy: 3 }),
  token("lob-key", "Lob key", ["live_", "test_"], "[a-f0-9]{35}"),
  value("wise-token", "Wise token", ["wise_api", "transferwise"], "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
  token("shopify-token", "Shopify token", ["shpat_", "shpca_", "shppa_", "shpss_"], "[a-fA-F0-9]{32}"),
  token("mercury-token", "Mercury token", "secret-token:mercury_", "[a-z]{4,12}_[a-z]{2,6}_[A-Za-z0-9]{30,60}_yrucrem", { entropy: 3.3 }),
  token("midtrans-server-key", "Midtrans server key", ["Mid-server-"], "[A-Za-z0-9_-]{24,40}", { entropy: 3.3 }),
  token("xendit-key", "Xendit key", ["xnd_production_", "xnd_development_"], "[A-Za-z0-9]{30,80}", { entropy: 3.3 }),
  token("mercadopago-token", "Mercado Pago token", ["APP_USR-"], "[0-9]{12,18}-[0-9]{6}-[a-f0-9]{32}(?:-[0-9]{6,12})?", { entropy: 3 }),
  token("mollie-prefixed-key", "Mollie key", ["live_", "test_"], "[A-Za-z0-9]{30}", { entropy: 3.8, confidence: 0.8 }),
  token("polar-token", "Polar token", ["polar_oat_", "polar_pat_", "polar_whs_"], "[A-Za-z0-9]{32,60}", { entropy: 3.3 }),
  token("brex-token", "Brex token", "bxt_", "[A-Za-z0-9]{30,60}", { entropy: 3.3 }),
  token("woocommerce-key", "WooCommerce key", ["cs_", "ck_"], "[a-f0-9]{40}", { entropy: 3 }),
];
