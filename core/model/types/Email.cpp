#include "core/model/TextChecks.h"
#include "core/model/types/FieldTypeInfo.h"

#include <algorithm>

namespace syncline::fieldtypes {

namespace {

bool isAlphanumeric(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}
bool isBeyondAscii(char c)
{
    return static_cast<unsigned char>(c) >= 0x80; // internationalised addresses, RFC 6531
}

bool isLocalPart(std::string_view local)
{
    if (local.empty() || local.size() > 64 || local.front() == '.' || local.back() == '.' ||
        local.find("..") != std::string_view::npos)
        return false;
    constexpr std::string_view others = ".!#$%&'*+/=?^_`{|}~-";
    return std::all_of(local.begin(), local.end(), [&](char c) {
        return isAlphanumeric(c) || isBeyondAscii(c) || others.find(c) != std::string_view::npos;
    });
}

bool isLabel(std::string_view label)
{
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-')
        return false;
    return std::all_of(label.begin(), label.end(),
                       [](char c) { return isAlphanumeric(c) || isBeyondAscii(c) || c == '-'; });
}

bool isDomain(std::string_view domain)
{
    for (;;) {
        const std::size_t dot = domain.find('.');
        if (!isLabel(domain.substr(0, dot)))
            return false;
        if (dot == std::string_view::npos)
            return true;
        domain.remove_prefix(dot + 1);
    }
}

/**
 * One address as the HTML standard draws the line (plus non-ASCII letters): no display name, no
 * quotes. A source's "" is kept, for it says "none".
 */
Result<Value> coerceEmail(const FieldDef & /*field*/, const Value &value, Coercion mode)
{
    constexpr std::string_view wanted = "an e-mail address";
    SYNCLINE_TRY(Value address, text(value, wanted));
    const std::string_view all = address.asString();
    if (mode == Coercion::Lenient && all.empty())
        return address;
    if (!isEmail(all))
        return mustBe(wanted, value);
    return address;
}

} // namespace

constinit const FieldTypeInfo email{.type = FieldType::Email,
                                    .name = "email",
                                    .filterOps = textOps,
                                    .sortable = true,
                                    .coerce = coerceEmail,
                                    .operand = textOperand};

} // namespace syncline::fieldtypes

bool syncline::isEmail(std::string_view text)
{
    using namespace fieldtypes;
    const std::size_t at = text.rfind('@');
    return text.size() <= 254 && at != std::string_view::npos && isLocalPart(text.substr(0, at)) &&
           isDomain(text.substr(at + 1));
}
