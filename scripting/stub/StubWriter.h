#pragma once

#include <string>

namespace syncline {

/** The text of resources/lua/syncline.lua: LuaLS annotations of everything that scripts see. */
std::string stubText();
/** The text of resources/help/lua-reference.md. */
std::string referenceText();

} // namespace syncline
