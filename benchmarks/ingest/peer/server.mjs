// The peer: a minimal app on Shopify's official library, as its documentation shows it, that keeps each body in SQLite
// before the library answers 200. WAL and synchronous FULL, as on our side. Arguments: database file, secret.

import Database from "better-sqlite3";
import express from "express";
import { ApiVersion, DeliveryMethod, LogSeverity } from "@shopify/shopify-api";
import { shopifyApp } from "@shopify/shopify-app-express";

const [file, secret] = process.argv.slice(2);

const database = new Database(file);
database.pragma("journal_mode = WAL");
database.pragma("synchronous = FULL");
database.exec(`CREATE TABLE IF NOT EXISTS inbox (
  id INTEGER PRIMARY KEY,
  shop TEXT NOT NULL,
  topic TEXT NOT NULL,
  webhook_id TEXT NOT NULL,
  body TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  UNIQUE (shop, webhook_id)
)`);
const insert = database.prepare(
  "INSERT INTO inbox (shop, topic, webhook_id, body, received_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
);

const shopify = shopifyApp({
  api: {
    apiKey: "benchmark-key",
    apiSecretKey: secret,
    apiVersion: ApiVersion.July26,
    scopes: ["read_orders"],
    hostName: "127.0.0.1",
    hostScheme: "http",
    logger: { level: LogSeverity.Error },
  },
  auth: { path: "/auth", callbackPath: "/auth/callback" },
  webhooks: { path: "/webhooks" },
});

const store = {
  deliveryMethod: DeliveryMethod.Http,
  callbackUrl: "/webhooks",
  callback: async (topic, shop, body, webhookId) => {
    insert.run(shop, topic, webhookId, body, Date.now());
  },
};

const app = express();
app.post("/webhooks", shopify.processWebhooks({ webhookHandlers: { ORDERS_UPDATED: store } }));
const server = app.listen(0, "127.0.0.1", () => console.log(server.address().port));
