-- A validation of the whole record: it may look at several fields.
return function(ctx)
  if ctx.record.status == "done" and not ctx.record.day then
    ctx.errors:add("day", "is needed when it is done")
  end
end
