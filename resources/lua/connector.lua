-- What a connector file says about itself, and what its functions get. See the reference, "connector".

local native = require "syncline.native"
local client = require "syncline.client"

local connector = {}
local registered = { options = {} }

local function fail(message, ...)
  error({ code = "SYNC_INVALID_CONNECTOR", message = message:format(...) })
end

local function expect(what, value, kind)
  if type(value) ~= kind then
    fail("connector.%s takes a %s, not a %s.", what, kind, type(value))
  end
  return value
end

function connector.info(info)
  expect("info", info, "table")
  if type(info.kind) ~= "string" or not info.kind:match("^[%a_][%w_]*$") then
    fail("connector.info needs a kind of letters, digits and \"_\", such as \"acme\".")
  end
  registered.info = info
end

local optionTypes = {
  string = true, number = true, boolean = true, enum = true, list = true, object = true, file = true, folder = true,
}

function connector.options(options)
  expect("options", options, "table")
  local names = {}
  for position, option in ipairs(options) do
    if type(option) ~= "table" or type(option.name) ~= "string" then
      fail("connector.options: entry %d needs a name.", position)
    end
    if names[option.name] then
      fail("connector.options: \"%s\" is there twice.", option.name)
    end
    names[option.name] = true
    if not optionTypes[option.type or "string"] then
      fail("connector.options: \"%s\" has the unknown type \"%s\".", option.name, tostring(option.type))
    end
    if option.type == "enum" and type(option.values) ~= "table" then
      fail("connector.options: the enum \"%s\" needs values.", option.name)
    end
  end
  registered.options = options
end

local authKinds = { none = true, api_key = true, basic = true, bearer = true }

--- A table, or a function(options) that returns one.
function connector.auth(auth)
  if type(auth) ~= "function" then
    expect("auth", auth, "table")
    if not auth.kind_option and not authKinds[auth.kind] then
      fail("connector.auth: the kind \"%s\" is unknown; use none, api_key, basic or bearer.", tostring(auth.kind))
    end
  end
  registered.auth = auth
end

local limitKinds = { none = true, leaky_bucket = true, fixed = true }

function connector.rate_limit(limit)
  if type(limit) ~= "function" then
    expect("rate_limit", limit, "table")
    if not limitKinds[limit.kind] then
      fail("connector.rate_limit: the kind \"%s\" is unknown; use leaky_bucket or fixed.", tostring(limit.kind))
    end
  end
  registered.rate_limit = limit
end

--- Where paths of ctx.client begin; the option "baseUrl" unless told. A text or a function(options).
function connector.base_url(url)
  registered.base_url = url
end

function connector.test(run)
  registered.test = expect("test", run, "function")
end

function connector.model(run)
  registered.model = expect("model", run, "function")
end

function connector.sync(run)
  registered.sync = expect("sync", run, "function")
end

-- --- the model function ---

local scalars = {
  id = "ID", string = "String", int = "Int", integer = "Int", float = "Float", number = "Float", boolean = "Boolean",
  json = "JSON", date = "Date", datetime = "DateTime", slug = "Slug", url = "Url", text = "Text", markdown = "Markdown",
  color = "Color", html = "Html", email = "Email", richtext = "RichText",
}

local function checkName(what, name)
  if type(name) ~= "string" or not name:match("^[%a_][%w_]*$") then
    fail("%s needs a name of letters, digits and \"_\" that begins with a letter, not \"%s\".", what, tostring(name))
  end
end

local normalizeFields

--- type = "String" | "Author" | define.enum{…} | define.object{…} | define.union{…}
local function normalizeField(where, spec)
  if type(spec) == "string" or (type(spec) == "table" and spec.defined) then
    spec = { type = spec }
  end
  if type(spec) ~= "table" then
    fail("The field %s is a %s; it takes a type's name or { type = … }.", where, type(spec))
  end
  if spec.visitor then
    fail("The field %s has a visitor; change documents before you insert them instead.", where)
  end
  local field = {
    list = spec.list and true or false, required = spec.required and true or false, from = spec.from,
    description = spec.description, unique = spec.unique, where = where,
  }
  local kind = spec.type == nil and "String" or spec.type
  if type(kind) == "table" then
    if kind.defined == "enum" then
      field.type, field.values = "Enum", kind.values
    elseif kind.defined == "object" then
      field.type, field.fields = "Object", normalizeFields(where, kind.fields)
    elseif kind.defined == "union" then
      field.type, field.union = "Union", kind
    elseif kind.defined == "document" then
      field.type = kind.name
    else
      fail("The field %s has a type that is no definition.", where)
    end
  elseif type(kind) == "string" then
    field.type = scalars[kind:lower()] or kind
    field.is_reference = scalars[kind:lower()] == nil
  else
    fail("The field %s has a %s as its type.", where, type(kind))
  end
  return field
end

--- Fields by name, or a list of { name = … } whose order is kept.
function normalizeFields(where, fields)
  if type(fields) ~= "table" then
    fail("%s needs fields.", where)
  end
  local list = {}
  if #fields > 0 then
    for _, spec in ipairs(fields) do
      checkName("A field of " .. where, spec.name)
      local field = normalizeField(where .. "." .. spec.name, spec)
      field.name = spec.name
      list[#list + 1] = field
    end
  else
    local names = {}
    for name in pairs(fields) do
      checkName("A field of " .. where, name)
      names[#names + 1] = name
    end
    table.sort(names)
    for _, name in ipairs(names) do
      local field = normalizeField(where .. "." .. name, fields[name])
      field.name = name
      list[#list + 1] = field
    end
  end
  return list
end

local function enumValues(name, values)
  if type(values) ~= "table" or #values == 0 then
    fail("The enum %s needs values.", name)
  end
  local list = {}
  for _, value in ipairs(values) do
    if type(value) == "table" then
      list[#list + 1] = { value = tostring(value.value), label = value.label, color = value.color }
    else
      list[#list + 1] = { value = tostring(value) }
    end
  end
  return list
end

--- define.*, collecting into `into`.
local function definer(into)
  local define = {}

  local function named(kind, make)
    return function(spec)
      checkName("define." .. kind, spec.name)
      return make(spec, spec.name)
    end
  end
  local function object(spec, name)
    return { defined = "object", name = name, fields = spec.fields }
  end
  local function enum(spec, name)
    return { defined = "enum", name = name, values = enumValues(name, spec.values) }
  end
  local function union(spec, name)
    if type(spec.types) ~= "table" or #spec.types == 0 then
      fail("The union %s needs types.", name)
    end
    return { defined = "union", name = name, types = spec.types }
  end
  define.object, define.inline_object = named("object", object), function(spec) return object(spec, "(inline)") end
  define.enum, define.inline_enum = named("enum", enum), function(spec) return enum(spec, "(inline)") end
  define.union, define.inline_union = named("union", union), function(spec) return union(spec, "(inline)") end

  --- { { code = "en-US", default = true }, "fr-CA" }; without a default the first is it.
  function define.locales(list)
    expect("locales (of define)", list, "table")
    local codes, seen, default = {}, {}, nil
    for position, entry in ipairs(list) do
      local code = type(entry) == "table" and entry.code or entry
      if type(code) ~= "string" or not code:match("^%a[%w%-_]*$") then
        fail("define.locales: entry %d needs a code such as \"en-US\".", position)
      end
      if seen[code] then
        fail("define.locales: \"%s\" is there twice.", code)
      end
      seen[code] = true
      if type(entry) == "table" and entry.default then
        if default then
          fail("define.locales: \"%s\" and \"%s\" are both the default.", default, code)
        end
        default = code
        table.insert(codes, 1, code)
      else
        codes[#codes + 1] = code
      end
    end
    if #codes == 0 then
      fail("define.locales needs at least one locale.")
    end
    into.locales = codes
  end

  function define.document(spec)
    checkName("define.document", spec.name)
    if into.byName[spec.name] then
      fail("The document %s is defined twice.", spec.name)
    end
    if spec.visitor then
      fail("The document %s has a visitor; change documents before you insert them instead.", spec.name)
    end
    local document = {
      defined = "document", name = spec.name, description = spec.description, localized = spec.localized and true or false,
      cacheField = spec.cache_field, idFromRemote = spec.id_from_remote and true or false,
      displayField = spec.display_field, fields = normalizeFields(spec.name, spec.fields or {}),
    }
    into.byName[spec.name] = document
    into.documents[#into.documents + 1] = document
    return document
  end

  return define
end

--- A union of documents alone becomes a field that leads to one of them; one with objects holds JSON.
local function checkUnion(into, field)
  local union, documents, objects = field.union, {}, false
  for _, member in ipairs(union.types) do
    local name = type(member) == "table" and member.name or member
    if type(member) == "table" and member.defined == "object" then
      if name == "(inline)" then
        fail("The union %s of the field %s has an inline object; its values could not say by a name which it is.",
          union.name, field.where)
      end
      objects = true
    elseif into.byName[name] then
      documents[#documents + 1] = name
    elseif type(member) == "table" then
      fail("The union %s of the field %s has a %s; it takes documents and objects.", union.name, field.where,
        tostring(member.defined or "table"))
    elseif scalars[tostring(name):lower()] then
      fail("The union %s of the field %s has the type \"%s\"; it takes documents and objects, no plain values.",
        union.name, field.where, name)
    else
      fail("The union %s of the field %s has the type \"%s\", which is no document.", union.name, field.where,
        tostring(name))
    end
  end
  if not objects then
    field.models = json.array(documents)
  end
  field.union = nil
end

local function checkFields(into, fields)
  for _, field in ipairs(fields) do
    if field.union then
      checkUnion(into, field)
    end
    if field.is_reference and not into.byName[field.type] then
      fail("The field %s has the type \"%s\", which is neither a known type nor a document.", field.where, field.type)
    end
    field.where, field.is_reference = nil, nil
    if field.fields then
      checkFields(into, field.fields)
    end
  end
end

local function checkDocument(into, document)
  checkFields(into, document.fields)
  document.defined = nil
  if document.cacheField then
    for _, field in ipairs(document.fields) do
      if field.name == document.cacheField then
        return
      end
    end
    fail("The document %s has no field \"%s\", which its cache_field names.", document.name, document.cacheField)
  end
end

-- --- what functions of a connector get ---

local function newClient(options)
  local auth, limit, base = registered.auth, registered.rate_limit, registered.base_url
  if type(auth) == "function" then auth = auth(options) end
  if type(limit) == "function" then limit = limit(options) end
  if type(base) == "function" then base = base(options) end
  return client.new { base = base or options.baseUrl, auth = auth, rate_limit = limit, options = options }
end

local function newContext(options)
  return { options = options, client = newClient(options), logger = logger, config = config, cancelled = native.cancelled }
end

local Model = {}
Model.__index = Model

function Model:insert(documents)
  if self.kept then
    native.insert(self.document, documents)
  end
end

function Model:delete(ids)
  if self.kept then
    native.delete(self.document, ids)
  end
end

local function newModels()
  local byName, list = {}, {}
  for _, info in ipairs(native.models()) do
    local model = setmetatable({ name = info.model, document = info.document, fields = info.fields, kept = true }, Model)
    byName[info.document], byName[info.model] = model, model
    list[#list + 1] = model
  end
  local models = {}
  function models:each()
    local position = 0
    return function()
      position = position + 1
      return list[position]
    end
  end
  return setmetatable(models, { __index = function(_, name)
    local model = byName[name]
    if not model then
      -- The connector offers it, but this sync does not keep it.
      logger.info("The documents \"" .. tostring(name) .. "\" are not kept by this sync; they are left out.")
      model = setmetatable({ name = name, document = name, fields = {}, kept = false }, Model)
      byName[name] = model
    end
    return model
  end })
end

local cache = {}
function cache:get(key) return native.cache_get(key) end
function cache:set(key, value) native.cache_set(key, value) end
function cache:delete(key) native.cache_set(key, nil) end

local function need(what)
  if not registered[what] then
    fail("This connector has no %s function.", what)
  end
  return registered[what]
end

-- --- what the program calls; not for connectors ---

function connector._describe()
  local info = registered.info
  if not info then
    fail("The connector says nothing about itself: call connector.info { kind = … }.")
  end
  local auth, limit = registered.auth, registered.rate_limit
  return {
    kind = info.kind, title = info.title or info.kind, summary = info.summary, icon = info.icon, docs = info.docs,
    deltaSync = info.delta_sync and true or false, options = json.array(registered.options),
    auth = type(auth) == "table" and auth or nil, rateLimit = type(limit) == "table" and limit or nil,
    hasTest = registered.test ~= nil,
  }
end

function connector._propose(options)
  local into = { documents = {}, byName = {}, locales = {} }
  need("model")(definer(into), options, newContext(options))
  for _, document in ipairs(into.documents) do
    checkDocument(into, document)
  end
  return { documents = json.array(into.documents), locales = json.array(into.locales) }
end

function connector._test(options)
  local line = need("test")(newContext(options))
  return line == nil and "The connection works." or tostring(line)
end

function connector._sync(options)
  local ctx = newContext(options)
  for key, value in pairs(native.sync_info()) do
    ctx[key] = value
  end
  ctx.models, ctx.cache = newModels(), cache
  ctx.checkpoint, ctx.progress = native.checkpoint, native.progress
  need("sync")(ctx)
end

return connector
