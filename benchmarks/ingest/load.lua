-- One order body, signed once; a webhook id and one of 200 shops anew for each request.
-- Arguments after "--": the body's file, its signature, a prefix for webhook ids.

local body, count, prefix
local headers = {
  ["Content-Type"] = "application/json",
  ["X-Shopify-Topic"] = "orders/updated",
  ["X-Shopify-API-Version"] = "2026-10",
  ["X-Shopify-Triggered-At"] = "2026-11-21T15:00:00.123456789Z",
}

function init(arguments)
  local file = assert(io.open(arguments[1], "rb"))
  body = file:read("*a")
  file:close()
  headers["X-Shopify-Hmac-Sha256"] = arguments[2]
  prefix = arguments[3]
  count = 0
end

function request()
  count = count + 1
  headers["X-Shopify-Webhook-Id"] = prefix .. "-" .. count
  headers["X-Shopify-Shop-Domain"] = "shop-" .. (count % 200) .. ".myshopify.com"
  return wrk.format("POST", "/webhooks", headers, body)
end

function done(summary, latency, _)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests": %d, "seconds": %f, "p50_ms": %f, "p99_ms": %f, "refused": %d, "broken": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
