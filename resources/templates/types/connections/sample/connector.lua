-- A source without a network: it shows localized documents and a union.

local connector = require "syncline.connector"

connector.info { kind = "types_sample", title = "Sample of types", delta_sync = false }

connector.test(function()
  return "It is always there."
end)

connector.model(function(define)
  define.locales { { code = "en-US", default = true }, { code = "fr-CA" } }
  define.document { name = "Author", fields = { name = "String" } }
  define.document {
    name = "Page", localized = true, -- one record for each page and locale
    fields = { title = { type = "String", required = true }, views = "Int" },
  }
  define.document {
    name = "Remark",
    fields = {
      text = "String",
      about = define.union { name = "Subject", types = { "Page", "Author" } },
    },
  }
end)

connector.sync(function(ctx)
  -- Remarks come first: what they are about joins when it arrives.
  ctx.models.Remark:insert {
    { id = "r1", text = "Well said", about = { __typename = "Page", id = "home" } },
    { id = "r2", text = "Who is this?", about = { __typename = "Author", id = 1 } },
    { id = "r3", text = "About nothing" },
  }
  ctx.models.Author:insert { { id = 1, name = "Ann" } }
  ctx.models.Page:insert {
    { id = "home", _locale = "en-US", title = "Welcome", views = 12 },
    { id = "home", _locale = "fr-CA", title = "Bienvenue", views = 5 },
    { id = "help", title = "Help", views = 0 }, -- in the default locale
  }
end)
