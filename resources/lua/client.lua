-- ctx.client of connectors: paths below a base address, with the connection's credentials and its rate limit.

local native = require "syncline.native"

local client = {}
local Client = {}
Client.__index = Client

local function addressOf(self, path)
  if path:match("^%a[%w+.-]*://") then
    return path -- a link or a cursor; credentials go to the connection's own host only
  end
  if not self.base then
    error({ code = "SYNC_INVALID_OPTIONS", message = "The connection has no address: fill in baseUrl." })
  end
  if path == "" then
    return self.base
  end
  return (self.base:gsub("/+$", "")) .. "/" .. (path:gsub("^/+", ""))
end

local hints = {
  [401] = " Check the credentials of the connection.",
  [403] = " The credentials of the connection may not do this.",
  [404] = " Check the address.",
  [429] = " The source asks for fewer requests.",
}

local function refuse(method, address, response)
  local shown = address:gsub("%?.*$", "")
  error({
    code = "SYNC_HTTP_STATUS",
    message = ("%s %s answered %d.%s"):format(method, shown, response.status, hints[response.status] or ""),
    details = response.body:sub(1, 500), status = response.status,
  })
end

--- options: query, headers, json | form | body, timeout_ms, retries, follow, allow = { 404 } (statuses that are no errors)
function Client:request(method, path, options)
  local request, allow = {}, {}
  for key, value in pairs(options or {}) do
    if key == "allow" then
      allow = value
    else
      request[key] = value
    end
  end
  request.method, request.url = method, addressOf(self, path)
  request.headers = {}
  for name, value in pairs(self.headers) do request.headers[name] = value end
  for name, value in pairs(options and options.headers or {}) do request.headers[name] = value end
  local response = native.request(request, { base = self.base, auth = self.auth, rate_limit = self.rate_limit, options = self.options })
  if response.ok then
    return response
  end
  for _, status in ipairs(allow) do
    if status == response.status then
      return response
    end
  end
  refuse(method, request.url, response)
end

function Client:get(path, options) return self:request("GET", path, options) end
function Client:post(path, options) return self:request("POST", path, options) end
function Client:put(path, options) return self:request("PUT", path, options) end
function Client:patch(path, options) return self:request("PATCH", path, options) end
function Client:delete(path, options) return self:request("DELETE", path, options) end

--- spec: base, auth, rate_limit, options, headers
function client.new(spec)
  local base = spec.base
  if type(base) ~= "string" or base == "" then
    base = nil
  end
  return setmetatable({
    base = base, auth = spec.auth, rate_limit = spec.rate_limit, options = spec.options or {},
    headers = spec.headers or { Accept = "application/json" },
  }, Client)
end

return client
