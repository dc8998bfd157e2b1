-- Asked whenever a thing is saved: what is wrong with the code is added to ctx.errors.
return function(ctx)
  local code = ctx.record.code
  if code and code:find(" ", 1, true) then
    ctx.errors:add("code", "cannot have spaces")
  end
end
