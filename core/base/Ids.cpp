#include "core/base/Ids.h"

#include <charconv>

namespace syncline {

std::int64_t idFromText(std::string_view text)
{
    if (text.empty() || text.front() < '1' || text.front() > '9')
        return 0; // also refuses signs and leading zeros: an id has one spelling
    std::int64_t id = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    return error == std::errc{} && end == text.data() + text.size() ? id : 0;
}

} // namespace syncline
