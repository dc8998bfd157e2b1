-- Nobody can read a password; whether a text is it can be asked.
return function(ctx)
  return { known = ctx.record:verify_password("secret", ctx.params.text or "") }
end
