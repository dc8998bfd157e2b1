#pragma once

#include "core/base/Value.h"
#include "scripting/lua/Lua.h"

#include <memory>
#include <string>

namespace syncline {

class RateLimiter;

/** What a connection adds to a request. */
struct RequestExtras
{
    Value auth; ///< ConnectorInfo::auth; only for requests to the origin of `base`.
    std::string base;
    ValueObject options; ///< The connection's, with secrets.
    std::shared_ptr<RateLimiter> limiter;
};

/** Sends what @p options say (see http.request) and pushes the response; may wait: the last thing
 * of its function. */
int performRequest(lua_State *lua, const ValueObject &options, const RequestExtras &extras = {});

} // namespace syncline
