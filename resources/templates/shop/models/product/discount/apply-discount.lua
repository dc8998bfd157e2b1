return function(ctx)
  local percent = ctx.params.percent or 10
  if percent <= 0 or percent >= 100 then
    error("percent must be between 0 and 100, but is " .. tostring(percent))
  end
  local cents = ctx.record.price * (100 - percent)
  ctx.record.salePrice = math.floor(cents + 0.5) / 100
end
