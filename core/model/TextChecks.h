#pragma once

#include <string_view>

namespace syncline {

/** What coerce() asks of the text of an Email and a Url field, for who has no Value. */
bool isEmail(std::string_view text);
bool isUrl(std::string_view text);
/** #rgb, #rgba, #rrggbb or #rrggbbaa. */
bool isHexColor(std::string_view text);

} // namespace syncline
