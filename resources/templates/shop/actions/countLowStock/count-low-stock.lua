-- A global action: no record, and what it returns is the result.

return function(ctx)
  local below = ctx.params.below or 5
  local count = ctx.api.product.count { filter = { inventory = { lessThan = below } } }
  return { below = below, count = count }
end
