-- The sample shop: what `syncline demo-server` serves, for trying everything on one machine.

local connector = require "syncline.connector"

connector.info {
  kind = "sample_shop", title = "Sample shop", icon = "shop.svg", docs = "connectors.md", delta_sync = true,
  summary = "Products with variants and images, customers and orders of a shop that runs on this machine",
}

connector.options {
  { name = "baseUrl", type = "string", label = "Address", default = "http://127.0.0.1:4780", placeholder = "http://127.0.0.1:4780",
    help = "Where the sample shop runs; \"syncline demo-server\" starts one" },
  { name = "apiToken", type = "string", label = "Token", secret = true, optional = true,
    help = "Only when the shop was started with one" },
  { name = "pageSize", type = "number", label = "Records a page", default = 100, min = 1, max = 250, optional = true },
}

connector.auth { kind = "bearer", token = "apiToken" }
connector.rate_limit { kind = "leaky_bucket", header = "X-Shop-Call-Limit", leak = 20 }

connector.test(function(ctx)
  local shop = ctx.client:get("/"):json()
  return "Connected to " .. tostring(shop.name)
end)

-- --- documents ---

local created = { name = "sourceCreatedAt", type = "DateTime", from = "createdAt" }
local updated = { name = "sourceUpdatedAt", type = "DateTime", required = true, from = "updatedAt" }

connector.model(function(define)
  define.document {
    name = "Product", cache_field = "sourceUpdatedAt", display_field = "title",
    fields = {
      { name = "title", type = "String", required = true },
      { name = "handle", type = "String" },
      { name = "description", type = "String" },
      { name = "vendor", type = "String" },
      { name = "productType", type = "String" },
      { name = "status", type = define.enum { name = "ProductStatus", values = { "active", "draft", "archived" } } },
      { name = "price", type = "Float" },
      { name = "inventory", type = "Int" },
      { name = "tags", type = "String", list = true },
      { name = "publishedAt", type = "DateTime" },
      created, updated,
    },
  }
  define.document {
    name = "Variant", cache_field = "sourceUpdatedAt", display_field = "title",
    fields = {
      { name = "product", type = "Product", from = "productId" },
      { name = "title", type = "String" },
      { name = "sku", type = "String" },
      { name = "price", type = "Float" },
      { name = "compareAtPrice", type = "Float" },
      { name = "position", type = "Int" },
      { name = "inventory", type = "Int" },
      created, updated,
    },
  }
  define.document {
    name = "Image", cache_field = "sourceUpdatedAt", display_field = "alt",
    fields = {
      { name = "product", type = "Product", from = "productId" },
      { name = "url", type = "Url" },
      { name = "alt", type = "String" },
      { name = "position", type = "Int" },
      { name = "width", type = "Int" },
      { name = "height", type = "Int" },
      created, updated,
    },
  }
  define.document {
    name = "Customer", cache_field = "sourceUpdatedAt", display_field = "email",
    fields = {
      { name = "email", type = "Email" },
      { name = "firstName", type = "String" },
      { name = "lastName", type = "String" },
      { name = "phone", type = "String" },
      { name = "ordersCount", type = "Int" },
      { name = "totalSpent", type = "Float" },
      { name = "acceptsMarketing", type = "Boolean" },
      { name = "address", type = define.object { name = "Address", fields = {
        { name = "street", type = "String" }, { name = "city", type = "String" }, { name = "zip", type = "String" },
        { name = "country", type = "String" },
      } } },
      { name = "note", type = "String" },
      { name = "createdOn", type = "Date" },
      created, updated,
    },
  }
  define.document {
    name = "Order", cache_field = "sourceUpdatedAt", display_field = "number",
    fields = {
      { name = "number", type = "Int", required = true },
      { name = "email", type = "Email" },
      { name = "totalPrice", type = "Float" },
      { name = "subtotalPrice", type = "Float" },
      { name = "totalDiscounts", type = "Float" },
      { name = "shippingPrice", type = "Float" },
      { name = "totalTax", type = "Float" },
      { name = "currency", type = "String" },
      { name = "financialStatus",
        type = define.enum { name = "FinancialStatus", values = { "pending", "paid", "refunded", "cancelled" } } },
      { name = "fulfillmentStatus", type = "String" },
      { name = "note", type = "String" },
      { name = "placedAt", type = "DateTime" },
      { name = "customer", type = "Customer", from = "customerId" },
      { name = "lineItems", type = "JSON", list = true },
      created, updated,
    },
  }
end)

-- --- sync ---

local lookback = 5 * 60 * 1000 -- ms: what was being written while the last sync read

--- The documents of a product that hang on it, as they are here: children of a changed product that are gone there.
local function childrenHere(product, model)
  local ids = {}
  if product and model.kept then
    for child in api[model.name].find_many { filter = { productId = { equals = product.id } }, first = 250 }:each() do
      ids[tostring(child.remoteId)] = true
    end
  end
  return ids
end

local function productHere(ctx, id)
  local model = ctx.models.Product
  return model.kept and api[model.name].maybe_find_first { filter = { remoteId = { equals = tostring(id) } } } or nil
end

local function deleteChildren(ctx, productId, keep)
  local product = productHere(ctx, productId)
  for _, document in ipairs { "Variant", "Image" } do
    local gone = {}
    for id in pairs(childrenHere(product, ctx.models[document])) do
      if not (keep and keep[document][id]) then
        gone[#gone + 1] = id
      end
    end
    ctx.models[document]:delete(gone)
  end
end

local function idsOf(list)
  local ids = {}
  for _, item in ipairs(list) do
    ids[tostring(item.id)] = true
  end
  return ids
end

local function insertProducts(ctx, products, state)
  ctx.models.Product:insert(json.numbers(products, { "price" }))
  ctx.models.Variant:insert(json.numbers(json.collect(products, "variants"), { "price", "compareAtPrice" }))
  ctx.models.Image:insert(json.collect(products, "images"))
  if state.since then -- a first sync has nothing to compare with
    for _, product in ipairs(products) do
      deleteChildren(ctx, product.id, { Variant = idsOf(product.variants), Image = idsOf(product.images) })
    end
  end
end

local prices = { "totalPrice", "subtotalPrice", "totalDiscounts", "shippingPrice", "totalTax" }

local stages = {
  { kind = "products", document = "Product", insert = insertProducts },
  { kind = "customers", document = "Customer", insert = function(ctx, customers)
    ctx.models.Customer:insert(json.numbers(customers, { "totalSpent" }))
  end },
  { kind = "orders", document = "Order", insert = function(ctx, orders)
    ctx.models.Order:insert(json.numbers(orders, prices))
  end },
}

local function isWanted(ctx, stage)
  if stage.kind == "products" then
    return ctx.models.Product.kept or ctx.models.Variant.kept or ctx.models.Image.kept
  end
  return ctx.models[stage.document].kept
end

local function fetch(ctx, stage, state)
  local seen = {}
  repeat
    local query = { limit = ctx.options.pageSize, page_info = state.cursor }
    if not state.cursor then
      query.updated_since = state.since
    end
    local body = ctx.client:get("/" .. stage.kind .. ".json", { query = query }):json()
    stage.insert(ctx, body[stage.kind], state)
    state.cursor = body.next ~= null and body.next or nil
    if state.cursor and seen[state.cursor] then
      error("The shop gave the page " .. state.cursor .. " twice; the sync would never end.")
    end
    seen[state.cursor or ""] = true
    ctx.checkpoint(state)
  until not state.cursor
end

local function fetchDeletions(ctx, state)
  local cursor
  repeat
    local body = ctx.client:get("/deleted.json", { query = { since = state.since, page_info = cursor } }):json()
    for _, gone in ipairs(body.deleted) do
      if gone.kind == "products" then
        deleteChildren(ctx, gone.id)
        ctx.models.Product:delete(gone.id)
      elseif gone.kind == "customers" then
        ctx.models.Customer:delete(gone.id)
      elseif gone.kind == "orders" then
        ctx.models.Order:delete(gone.id)
      end
    end
    cursor = body.next ~= null and body.next or nil
  until not cursor
end

connector.sync(function(ctx)
  local state = ctx.resume
  if not state then
    local overview = ctx.client:get("/")
    -- The shop's clock, not ours; what it wrote meanwhile comes again with the next sync.
    local now = time.parse(overview.headers["date"] or "")
    state = { stage = 1, started = now and time.format(now - lookback) }
    state.since = ctx.since or (ctx.mode == "delta" and ctx.cache:get("since")) or nil
  end
  while state.stage <= #stages do
    local stage = stages[state.stage]
    if isWanted(ctx, stage) then
      ctx.progress { text = "fetching " .. stage.kind }
      fetch(ctx, stage, state)
    end
    state.stage, state.cursor = state.stage + 1, nil
    ctx.checkpoint(state)
  end
  if state.since and ctx.mode == "delta" then
    fetchDeletions(ctx, state)
  end
  if state.started then
    ctx.cache:set("since", state.started)
  end
end)
