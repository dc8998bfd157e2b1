-- A precondition answers true or false; on false the action does not run.

return function(ctx)
  local price = ctx.record.price
  return price ~= nil and price ~= null and price > 0
end
