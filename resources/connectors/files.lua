-- Files: CSV, JSON and NDJSON, one file or a folder of them, as one model.

local connector = require "syncline.connector"
local infer = require "syncline.infer"

connector.info {
  kind = "files", title = "Files", icon = "files.svg", docs = "connectors.md", delta_sync = false,
  summary = "A CSV, JSON or NDJSON file, or a folder of them",
}

connector.options {
  { name = "path", type = "file", label = "File or folder", placeholder = "assets/products.csv",
    help = "A path inside the project, or one chosen on this machine" },
  { name = "format", type = "enum", label = "Format", values = { "auto", "csv", "json", "ndjson" }, default = "auto", optional = true,
    help = "\"auto\" goes by the file's ending" },
  { name = "model", type = "string", label = "Name of the documents", default = "Row", optional = true,
    help = "Becomes the model's name" },
  { name = "idField", type = "string", label = "Column of the id", default = "id", optional = true,
    help = "Its values tell the rows apart from sync to sync" },
  { name = "updatedField", type = "string", label = "Column of the version", optional = true,
    help = "Equal value: unchanged. Empty: contents are compared" },
  { name = "itemsPath", type = "string", label = "Path of the list", optional = true, placeholder = "data.items",
    help = "For JSON files that hold an object" },
  { name = "delimiter", type = "string", label = "CSV delimiter", optional = true, help = "Empty: found out by itself" },
  { name = "chunk", type = "number", label = "Rows a page", default = 2000, min = 1, max = 100000, optional = true },
}

local function optional(value)
  if value == null or value == "" then
    return nil
  end
  return value
end

local function open(options, more)
  local spec = {
    path = options.path, format = optional(options.format) or "auto", chunk = optional(options.chunk) or 2000,
    delimiter = optional(options.delimiter), id = optional(options.idField) or "id", items_path = optional(options.itemsPath),
  }
  for key, value in pairs(more or {}) do
    spec[key] = value
  end
  return source.files(spec)
end

local function sample(options)
  local page = open(options, { chunk = 1000 })()
  if not page then
    error({ code = "SYNC_INVALID_OPTIONS", message = ("%s holds no rows."):format(options.path) })
  end
  local id = page[1].id
  if id == nil or id == null or id == "" then
    error({ code = "SYNC_INVALID_OPTIONS", message =
      ("%s has no column \"%s\" with a value in its first row; choose the column of the id."):format(options.path, optional(options.idField) or "id") })
  end
  return page
end

local function isText(options)
  local format = optional(options.format) or "auto"
  return format == "csv" or (format == "auto" and not options.path:lower():match("%.json$") and not options.path:lower():match("%.ndjson$")
    and not options.path:lower():match("%.jsonl$"))
end

connector.test(function(ctx)
  local page = sample(ctx.options)
  return ("%s can be read; its first page has %d rows."):format(ctx.options.path, #page)
end)

connector.model(function(define, options)
  local fields, version = infer.fields(sample(options), {
    id = optional(options.idField) or "id", updated = optional(options.updatedField), from_text = isText(options),
  })
  if (optional(options.idField) or "id") ~= "id" then -- the copy that the reader adds
    for position = #fields, 1, -1 do
      if fields[position].from == "id" then table.remove(fields, position) end
    end
  end
  define.document { name = optional(options.model) or "Row", cache_field = version, fields = fields }
end)

--- The model's field types decide what a CSV cell becomes, also after someone changed them.
local function columnTypes(fields)
  local types = {}
  for name, field in pairs(fields) do
    local column = field.from or name
    if field.type == "number" then
      types[column] = field.integer and "integer" or "number"
    elseif field.type == "boolean" then
      types[column] = "boolean"
    end
  end
  return types
end

connector.sync(function(ctx)
  local name = optional(ctx.options.model) or "Row"
  local model = ctx.models[name]
  local pages = open(ctx.options, { types = columnTypes(model.fields), resume = ctx.resume and ctx.resume.at })
  for page, position, done in pages do
    model:insert(page)
    ctx.progress { model = name, text = ("%d %% of the file"):format(math.floor(done * 100)) }
    ctx.checkpoint { at = position }
  end
end)
