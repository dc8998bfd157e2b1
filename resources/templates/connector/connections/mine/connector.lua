-- A connector: what it connects to, what people fill in, which documents there are, and how
-- they are fetched. Change it to fit your source, then press "Update models" and "Sync".

local connector = require "syncline.connector"

connector.info {
  kind = "mine", -- the "kind" in connection.json
  title = "My source",
  delta_sync = false, -- every sync fetches everything; what is gone at the source is removed here
}

-- The form of the connection page, in this order. A secret never stands in a file.
connector.options {
  { name = "baseUrl", type = "string", label = "Address", help = "Where the API is, without a final slash" },
  { name = "apiToken", type = "string", label = "API token", help = "Leave empty when the API needs none", secret = true, optional = true },
  { name = "pageSize", type = "number", label = "Items a page", optional = true, default = 100, min = 1, max = 1000 },
}

-- Sends "Authorization: Bearer <apiToken>" with every request, if there is a token.
connector.auth { kind = "bearer", token = "apiToken" }

-- The "Test connection" button. What it returns is shown; an error is shown as an error.
connector.test(function(ctx)
  local response = ctx.client:get("/items", { query = { page = 1, limit = 1 } })
  return "The source answered with status " .. response.status
end)

-- The documents of the source. "Update models" makes the project's models from this.
connector.model(function(define)
  define.document {
    name = "Item",
    cache_field = "sourceUpdatedAt", -- equal value: unchanged. Leave out to compare contents.
    fields = {
      title = { type = "String", required = true },
      price = { type = "Float" },
      tags = { type = "String", list = true },
      sourceUpdatedAt = { type = "DateTime", required = true, from = "updatedAt" },
    },
  }
end)

-- Fetches page after page: GET /items?page=1&limit=100 answers {"items": [...], "next": 2 or null}.
-- Each page and its checkpoint are stored together, so an interrupted sync goes on where it was.
connector.sync(function(ctx)
  local page = ctx.resume and ctx.resume.page or 1
  while page do
    local response = ctx.client:get("/items", { query = { page = page, limit = ctx.options.pageSize } })
    local body = response:json()
    ctx.models.Item:insert(body.items)
    page = body.next
    if page == null then
      page = nil
    end
    ctx.checkpoint { page = page }
  end
end)
