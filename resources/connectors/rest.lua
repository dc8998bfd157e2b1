-- Any JSON API over HTTP whose lists come in pages: what a connector of its own would say in code is said in options here.

local connector = require "syncline.connector"
local infer = require "syncline.infer"

connector.info {
  kind = "rest", title = "REST API", icon = "rest.svg", docs = "connectors.md", delta_sync = false,
  summary = "Lists of a JSON API, page by page",
}

connector.options {
  { name = "baseUrl", type = "string", label = "Address", placeholder = "https://api.example.com/v1", help = "Without a final slash" },
  { name = "documents", type = "list", label = "Lists",
    help = "One entry a list: name, path, itemsPath (where the list is in the answer), idField, updatedField" },
  { name = "auth", type = "enum", label = "Authentication", values = { "none", "api_key", "basic", "bearer" }, default = "none", optional = true },
  { name = "apiToken", type = "string", label = "Bearer token", secret = true, optional = true },
  { name = "apiKey", type = "string", label = "API key", secret = true, optional = true },
  { name = "apiKeyHeader", type = "string", label = "Header of the API key", default = "X-Api-Key", optional = true },
  { name = "apiKeyQuery", type = "string", label = "Query parameter of the API key", optional = true, help = "Instead of the header" },
  { name = "username", type = "string", label = "User name", optional = true },
  { name = "password", type = "string", label = "Password", secret = true, optional = true },
  { name = "headers", type = "object", label = "More headers", optional = true },
  { name = "pagination", type = "enum", label = "Pages", values = { "none", "page", "offset", "cursor", "link_header" }, default = "none",
    optional = true },
  { name = "pageSize", type = "number", label = "Items a page", default = 100, min = 1, max = 10000, optional = true },
  { name = "limitParam", type = "string", label = "Parameter of the page size", default = "limit", optional = true },
  { name = "pageParam", type = "string", label = "Parameter of the page", optional = true,
    help = "page, offset or cursor unless told, by the kind of pages" },
  { name = "firstPage", type = "number", label = "Number of the first page", default = 1, min = 0, max = 1, optional = true },
  { name = "cursorPath", type = "string", label = "Path of the next cursor", default = "next", optional = true,
    help = "Where the answer says how to get the next page; may be a whole address" },
  { name = "maxPages", type = "number", label = "Most pages of a list", default = 10000, min = 1, max = 1000000, optional = true },
  { name = "requestsPerSecond", type = "number", label = "Most requests a second", min = 0.01, max = 1000, optional = true },
}

local function optional(value, other)
  if value == nil or value == null or value == "" then
    return other
  end
  return value
end

connector.auth(function(options)
  local kind = optional(options.auth, "none")
  if kind == "api_key" then
    local query = optional(options.apiKeyQuery)
    return { kind = kind, key = "apiKey", query = query, header = not query and optional(options.apiKeyHeader, "X-Api-Key") or nil }
  end
  return { kind = kind, token = "apiToken", username = "username", password = "password" }
end)

connector.rate_limit(function(options)
  local rate = optional(options.requestsPerSecond)
  return rate and { kind = "fixed", requests = rate, seconds = 1 } or nil
end)

local function fail(message, ...)
  error({ code = "SYNC_INVALID_OPTIONS", message = message:format(...) })
end

local function walk(value, path)
  for key in (path or ""):gmatch("[^.]+") do
    if type(value) ~= "userdata" and type(value) ~= "table" then
      return nil
    end
    value = value[tonumber(key) and math.tointeger(tonumber(key)) or key]
    if value == nil or value == null then
      return nil
    end
  end
  return value
end

local function isList(value)
  if type(value) ~= "userdata" then
    return false
  end
  if #value == 0 then
    return tostring(value) == "[]"
  end
  return value[1] ~= nil -- asked for, not written out: pages are large
end

local function keysOf(value)
  local keys = {}
  if type(value) == "userdata" then
    for key in pairs(value) do
      keys[#keys + 1] = tostring(key)
      if #keys == 10 then break end
    end
  end
  return table.concat(keys, ", ")
end

--- The lists of the options, checked.
local function listsOf(options)
  local lists = {}
  for position, entry in ipairs(optional(options.documents, {})) do
    local name, path = optional(entry.name), optional(entry.path)
    if not name or not path then
      fail("List %d of the connection needs a name and a path.", position)
    end
    lists[#lists + 1] = {
      name = name, path = path, itemsPath = optional(entry.itemsPath, ""), idField = optional(entry.idField, "id"),
      updatedField = optional(entry.updatedField),
    }
  end
  if #lists == 0 then
    fail("The connection has no lists: add at least one with a name and a path.")
  end
  return lists
end

local function itemsOf(list, body)
  local items = walk(body, list.itemsPath)
  if not isList(items) then
    if list.itemsPath == "" then
      fail("The answer of %s is no list (it has: %s); say in itemsPath where the list is.", list.path, keysOf(body))
    end
    fail("The answer of %s has no list at \"%s\" (it has: %s).", list.path, list.itemsPath, keysOf(body))
  end
  return items
end

--- Documents need an "id"; one that is called otherwise, or lies deeper, is copied there.
local function withId(list, items)
  if list.idField == "id" then
    return items
  end
  local documents = json.array {}
  for _, item in ipairs(items) do
    local document = item:to_table()
    document.id = walk(item, list.idField)
    documents[#documents + 1] = document
  end
  return documents
end

-- --- pages: each kind gives the request of a page, and the next page after its answer ---

local kinds = {}

kinds.none = {
  request = function() return {} end,
  next = function() return nil end,
}

kinds.page = {
  numbered = true,
  request = function(options, page)
    return { [optional(options.pageParam, "page")] = page or optional(options.firstPage, 1) }
  end,
  next = function(options, page)
    return (page or optional(options.firstPage, 1)) + 1
  end,
}

kinds.offset = {
  numbered = true,
  request = function(options, offset)
    return { [optional(options.pageParam, "offset")] = offset or 0 }
  end,
  next = function(_, offset, items)
    return (offset or 0) + #items
  end,
}

kinds.cursor = {
  request = function(options, cursor)
    return { [optional(options.pageParam, "cursor")] = cursor }
  end,
  next = function(options, _, _, body)
    return walk(body, optional(options.cursorPath, "next"))
  end,
}

kinds.link_header = {
  request = function() return {} end,
  next = function(_, _, _, _, response, address)
    for target, rest in (response.headers["link"] or ""):gmatch("<([^>]*)>([^,]*)") do
      if rest:match('rel%s*=%s*"?[^";]*next') then
        return url.resolve(address, target)
      end
    end
    return nil
  end,
}

local function kindOf(options)
  local name = optional(options.pagination, "none")
  return kinds[name] or fail("The kind of pages \"%s\" is unknown.", tostring(name)), name
end

-- What sources answer beyond their last numbered page, if not with an empty list.
local beyond = { 400, 404 }

--- Gets one page; returns its items and the next page, or nil. Beyond the last page: nil.
local function getPage(ctx, list, page)
  local kind, name = kindOf(ctx.options)
  local address, query = list.path, nil
  if type(page) == "string" and page:match("^https?://") then
    address = page -- a whole address says everything itself
  else
    query = kind.request(ctx.options, page)
    if name ~= "none" then
      query[optional(ctx.options.limitParam, "limit")] = optional(ctx.options.pageSize, 100)
    end
  end
  local response = ctx.client:get(address, {
    query = query, headers = optional(ctx.options.headers), allow = kind.numbered and page and beyond or nil,
  })
  if response.status >= 400 then
    return nil
  end
  local body = response:json()
  local items = itemsOf(list, body)
  local here = address:match("^https?://") and address or (ctx.options.baseUrl:gsub("/+$", "") .. "/" .. address:gsub("^/+", ""))
  return items, kind.next(ctx.options, page, items, body, response, here)
end

--- Numbered pages end with an empty one, or with one that is shorter than those before. Shorter than asked for says nothing: many
--- sources give fewer a page than one wants. One that knows no pages gives everything each time.
local function judge(options, list, state, items)
  if not kindOf(options).numbered then
    return "go on"
  end
  if items == nil or #items == 0 then
    return "nothing"
  end
  local first = walk(items[1], list.idField)
  local isFull = #items >= optional(options.pageSize, 100)
  if first ~= nil and tostring(first) == state.first then
    if isFull then
      error({ code = "SYNC_REPEATED_PAGE", message =
        ("%s gave the same items for two pages; it does not seem to know the parameter of the page."):format(list.path) })
    end
    return "nothing"
  end
  if not isFull and #items < (state.largest or 0) then
    return "last"
  end
  state.first, state.largest = tostring(first), math.max(state.largest or 0, #items)
  return "go on"
end

connector.test(function(ctx)
  local lines = {}
  for _, list in ipairs(listsOf(ctx.options)) do
    lines[#lines + 1] = ("%s: %d items on the first page"):format(list.name, #(getPage(ctx, list)))
  end
  return table.concat(lines, "; ")
end)

connector.model(function(define, options, ctx)
  local lists, names = listsOf(options), {}
  for position, list in ipairs(lists) do
    names[position] = list.name
  end
  for _, list in ipairs(lists) do
    local items = getPage(ctx, list)
    if #items == 0 then
      logger.warn("The list " .. list.path .. " is empty; its fields cannot be found out yet.")
    end
    local fields, version = infer.fields(items, { id = list.idField, updated = list.updatedField, documents = names })
    define.document { name = list.name, cache_field = version, fields = fields }
  end
end)

--- A source that gives the same page again would be asked for ever.
local function checkProgress(list, seen, page, count, options)
  local key = tostring(page)
  if seen[key] then
    error({ code = "SYNC_REPEATED_PAGE", message =
      ("%s gave the same next page twice (%s); the sync stopped, since it would never end."):format(list.path, key) })
  end
  seen[key] = true
  if count >= optional(options.maxPages, 10000) then
    error({ code = "SYNC_TOO_MANY_PAGES", message =
      ("%s has more than %d pages; raise the limit if that is right."):format(list.path, count) })
  end
end

connector.sync(function(ctx)
  local lists = listsOf(ctx.options)
  local state = ctx.resume or { list = 1, count = 0 }
  while state.list <= #lists do
    local list = lists[state.list]
    local model, seen = ctx.models[list.name], {}
    ctx.progress { text = "fetching " .. list.name }
    repeat
      local items, following = getPage(ctx, list, state.page)
      local verdict = judge(ctx.options, list, state, items)
      if verdict ~= "nothing" then
        model:insert(withId(list, items))
      end
      if verdict ~= "go on" then
        following = nil
      end
      state.page, state.count = following, state.count + 1
      if following ~= nil then
        checkProgress(list, seen, following, state.count, ctx.options)
      end
      ctx.checkpoint(state)
    until following == nil
    state.list, state.page, state.count, state.first, state.largest = state.list + 1, nil, 0, nil, nil
  end
end)
