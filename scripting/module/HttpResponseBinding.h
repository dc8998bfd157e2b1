#pragma once

#include "core/net/HttpTypes.h"
#include "scripting/lua/Lua.h"

#include <string>

namespace syncline {

/** Which request was answered; for messages. */
struct ResponseOrigin
{
    std::string method;
    std::string url;
};

/** Pushes what scripts get of a response. */
void pushResponse(lua_State *lua, HttpResponse response, const ResponseOrigin &origin);

} // namespace syncline
