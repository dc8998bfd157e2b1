#include "core/net/HttpTypes.h"

#include "core/net/Ascii.h"

#include <algorithm>

namespace syncline {

std::string_view findHeader(const HttpHeaders &headers, std::string_view name)
{
    const auto it = std::find_if(headers.begin(), headers.end(), [name](const auto &header) {
        return ascii::equalsIgnoringCase(header.first, name);
    });
    return it == headers.end() ? std::string_view() : std::string_view(it->second);
}

} // namespace syncline
