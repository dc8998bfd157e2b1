#include "core/base/Error.h"

namespace syncline {

std::string Error::message() const
{
    std::string out;
    out.reserve(sentence.size() + 32);
    for (std::size_t i = 0; i < sentence.size(); ++i) {
        const char c = sentence[i];
        if (c == '%' && i + 1 < sentence.size() && sentence[i + 1] >= '1' &&
            sentence[i + 1] <= '9') {
            const auto index = static_cast<std::size_t>(sentence[i + 1] - '1');
            if (index < args.size()) {
                out += args[index];
                ++i;
                continue;
            }
        }
        out += c;
    }
    return out;
}

std::string Error::describe() const
{
    std::string out = code + ": " + message();
    if (!place.empty())
        out += " (" + place + ")";
    return out;
}

} // namespace syncline
