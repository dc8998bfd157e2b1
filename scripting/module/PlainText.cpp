#include "scripting/module/PlainText.h"

#include "core/base/Json.h"

namespace syncline {

std::string plainText(const Value &value)
{
    if (value.isNull())
        return {};
    if (value.isString())
        return value.asString();
    std::string text = json::write(value);
    // Dates are written as JSON strings.
    if (text.size() >= 2 && text.front() == '"')
        return text.substr(1, text.size() - 2);
    return text;
}

url::Query queryOf(const ValueObject &values)
{
    url::Query query;
    const auto add = [&query](const std::string &name, const Value &value) {
        query.emplace_back(name, plainText(value));
    };
    for (const auto &[name, value] : values) {
        if (value.isNull())
            continue;
        if (value.isList()) {
            for (const Value &item : value.asList())
                add(name, item);
        } else {
            add(name, value);
        }
    }
    return query;
}

} // namespace syncline
