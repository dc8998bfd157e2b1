-- A success effect: runs after the change is safely stored, whether a person or a sync made it.

return function(ctx)
  if ctx.record:changed("price") then
    local change = ctx.record:changes("price")
    ctx.logger.info({ product = ctx.record.id, from = change.previous, to = change.current }, "price changed")
  end
end
