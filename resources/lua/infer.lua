-- Which fields documents have, found from a sample of them.

local infer = {}

local function camelCase(name)
  local words = {}
  for word in name:gsub("(%l)(%u)", "%1 %2"):gmatch("%w+") do
    words[#words + 1] = #words == 0 and word:lower() or word:sub(1, 1):upper() .. word:sub(2):lower()
  end
  local joined = table.concat(words)
  return joined:match("^%d") and "_" .. joined or joined
end
infer.camel_case = camelCase

local function textKind(text)
  if text:match("^%d%d%d%d%-%d%d%-%d%d$") and time.parse(text) then
    return "Date"
  elseif text:match("^%d%d%d%d%-%d%d%-%d%d[T ]%d%d:%d%d") and time.parse(text) then
    return "DateTime"
  end
  return "String"
end

--- Cells of a CSV file are text: what they would be if they were written as JSON.
local function cellKind(text)
  if text == "true" or text == "false" then
    return "Boolean"
  elseif text:match("^%-?[1-9]%d*$") and #text <= 18 or text == "0" then
    return "Int"
  elseif text:match("^%-?0?%.%d+$") or text:match("^%-?[1-9]%d*%.%d+$") or text:match("^%-?0%.%d+$") then
    return "Float"
  end
  return textKind(text)
end

local function kindOf(value, fromText)
  local kind = type(value)
  if kind == "boolean" then
    return "Boolean"
  elseif kind == "number" then
    return math.type(value) == "integer" and "Int" or "Float"
  elseif kind == "string" then
    return fromText and cellKind(value) or textKind(value)
  end
  return "JSON"
end

--- A list of plain values of one kind is a list of that kind.
local function listKind(value)
  local merged
  for position, item in ipairs(value) do
    if item == null or type(item) == "table" or type(item) == "userdata" or position > 100 then
      return nil
    end
    merged = merged == nil and kindOf(item) or infer.merge(merged, kindOf(item))
  end
  return merged ~= "JSON" and merged or nil
end

function infer.merge(a, b)
  if a == b then
    return a
  end
  local pair = { [a] = true, [b] = true }
  if pair.Int and pair.Float then
    return "Float"
  elseif pair.JSON then
    return "JSON"
  end
  return "String" -- dates beside text, numbers beside text
end

local function isList(value)
  if type(value) ~= "userdata" and type(value) ~= "table" then
    return false
  end
  return #value > 0 or tostring(value) == "[]"
end

local function note(field, value, fromText)
  if value == null or value == nil or (fromText and value == "") then
    return
  end
  local list, kind = false, nil
  if isList(value) and #value > 0 then
    kind = listKind(value)
    list = kind ~= nil
  end
  kind = kind or kindOf(value, fromText)
  if isList(value) and #value == 0 then
    field.emptyLists = true
    return
  end
  if field.type == nil then
    field.type, field.list = kind, list
  elseif field.list ~= list then
    field.type, field.list = "JSON", false
  else
    field.type = infer.merge(field.type, kind)
  end
end

local system = { id = true, createdAt = true, updatedAt = true, remoteId = true }

--- The field's name: camelCase; system names get "source" before them; <document>Id is the relation itself.
local function nameOf(key, taken)
  local name = camelCase(key)
  if name == "" then
    name = "field"
  end
  if system[name] then
    name = "source" .. name:sub(1, 1):upper() .. name:sub(2)
  end
  local free, number = name, 2
  while taken[free] do
    free, number = name .. number, number + 1
  end
  taken[free] = true
  return free
end

--- options: id (key of the id), updated (key of the version), from_text, documents (names, for relations).
--- Returns the fields in the order of the documents, and the name of the version's field.
function infer.fields(documents, options)
  local order, byKey, count = {}, {}, 0
  for _, document in ipairs(documents) do
    count = count + 1
    if count > 1000 then
      break
    end
    for key, value in pairs(document) do
      if not byKey[key] then
        byKey[key] = { key = key }
        order[#order + 1] = byKey[key]
      end
      note(byKey[key], value, options.from_text)
    end
  end
  local relations = {}
  for _, name in ipairs(options.documents or {}) do
    relations[camelCase(name)] = name
  end
  local fields, taken, cacheField = {}, {}, nil
  for _, found in ipairs(order) do
    local base = camelCase(found.key):match("^(.+)Id$")
    local field = { type = found.type or "String", list = found.list, from = found.key }
    if found.key == options.id then
      field = nil
    elseif base and relations[base] and not found.list and (field.type == "Int" or field.type == "String") then
      field.name, field.type = nameOf(base, taken), relations[base]
    else
      field.name = nameOf(found.key, taken)
    end
    if field and found.key == options.updated then
      field.type, field.required, field.list, cacheField = "String", true, false, field.name
    elseif field and found.type == nil and found.emptyLists then
      field.type = "JSON"
    end
    if field then
      if field.name == field.from then
        field.from = nil
      end
      fields[#fields + 1] = field
    end
  end
  return fields, cacheField
end

return infer
