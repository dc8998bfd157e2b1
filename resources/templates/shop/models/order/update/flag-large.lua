-- Runs between applyParams and updateRecord, so what it sets is saved with the rest.
-- The limit comes from the environment: environments/development.env.json, LARGE_ORDER.

return function(ctx)
  local limit = tonumber(ctx.config.LARGE_ORDER) or 500
  local order = ctx.record
  if order.totalPrice == nil or order.totalPrice == null or order.totalPrice <= limit then
    return
  end
  if not order.flagged then
    order.flagged = true
    ctx.logger.info({ order = order.number, total = order.totalPrice }, "large order flagged")
  end
end
