#include "core/model/TextChecks.h"
#include "core/model/types/FieldTypeInfo.h"

#include <algorithm>
#include <array>

namespace syncline::fieldtypes {

namespace {

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool isScheme(std::string_view scheme)
{
    return !scheme.empty() && isLetter(scheme.front()) &&
           std::all_of(scheme.begin(), scheme.end(), [](char c) {
               return isLetter(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
           });
}

/** An absolute URL of any scheme. A source's "" is kept, for it says "none". */
Result<Value> coerceUrl(const FieldDef & /*field*/, const Value &value, Coercion mode)
{
    constexpr std::string_view wanted = "an absolute URL such as https://example.com/a";
    SYNCLINE_TRY(Value url, text(value, wanted));
    if (mode == Coercion::Lenient && url.asString().empty())
        return url;
    if (!isUrl(url.asString()))
        return mustBe(wanted, value);
    return url;
}

} // namespace

constinit const FieldTypeInfo url{.type = FieldType::Url,
                                  .name = "url",
                                  .filterOps = textOps,
                                  .sortable = true,
                                  .coerce = coerceUrl,
                                  .operand = textOperand};

} // namespace syncline::fieldtypes

bool syncline::isUrl(std::string_view url)
{
    using fieldtypes::isScheme;
    const std::size_t colon = url.find(':');
    if (colon == std::string_view::npos || !isScheme(url.substr(0, colon)))
        return false;
    static constexpr auto forbidden = [] {
        std::array<bool, 256> chars{};
        for (std::size_t c = 0; c <= 0x20; ++c)
            chars[c] = true;
        chars[0x7F] = chars['<'] = chars['>'] = chars['"'] = true;
        return chars;
    }();
    if (std::any_of(url.begin(), url.end(),
                    [](char c) { return forbidden[static_cast<unsigned char>(c)]; }))
        return false;
    std::string_view rest = url.substr(colon + 1);
    if (!rest.starts_with("//"))
        return !rest.empty() && !url.starts_with("http"); // mailto:, data:, urn:
    rest.remove_prefix(2);
    const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
    const std::string_view host = authority.substr(authority.rfind('@') + 1);
    return (!host.empty() && host.front() != ':') || url.starts_with("file:");
}
