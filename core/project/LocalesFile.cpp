#include "core/project/LocalesFile.h"

#include <algorithm>

namespace syncline {

namespace {

constexpr std::size_t longestCode = 35; // BCP 47 recommends room for as many

/** Letters and digits, in parts divided by '-' or '_'. */
bool isLocaleCode(std::string_view code)
{
    const auto isLetter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    const auto fits = [&](char c) {
        return isLetter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_';
    };
    return !code.empty() && code.size() <= longestCode && isLetter(code.front()) &&
           std::all_of(code.begin(), code.end(), fits);
}

} // namespace

std::vector<std::string> readLocales(ObjectReader &reader)
{
    std::vector<std::string> codes;
    for (std::string &code : reader.texts("locales")) {
        if (!isLocaleCode(code)) {
            reader.file().leaveOut(
                "bad_locale",
                inQuotes(code) + " is no code of a locale such as \"en-US\", so it is left out.",
                reader.pointerTo("locales"));
        } else if (std::find(codes.begin(), codes.end(), code) != codes.end()) {
            reader.file().leaveOut("duplicate_name",
                                   "The locale " + inQuotes(code) + " stands twice.",
                                   reader.pointerTo("locales"));
        } else {
            codes.push_back(std::move(code));
        }
    }
    return codes;
}

} // namespace syncline
