#include "ui/records/QuickFilterText.h"

#include "core/base/Time.h"
#include "ui/base/Text.h"

using namespace Qt::StringLiterals;

namespace syncline::ui {

std::optional<QString> exactFilterText(const FieldDef &field, const Value &value)
{
    if (value.isNull())
        return u"null"_s;
    QString text;
    if (value.isString())
        text = toQString(value.asString());
    else if (value.isDateTime())
        text = toQString(iso::format(value.asDateTime()));
    else if (value.isBool())
        text = value.asBool() ? u"true"_s : u"false"_s;
    else if (!value.isList() && !value.isObject())
        text = valueText(value);
    text.prepend(u'=');
    const auto filter = parseQuickFilter(field, fromQString(text));
    const bool isExact = filter && filter->kind == Filter::Kind::Compare &&
                         filter->op == FilterOp::Equals && filter->operand == value;
    return isExact ? std::optional(text) : std::nullopt;
}

Filter allOf(std::vector<Filter> filters)
{
    std::erase_if(filters, [](const Filter &filter) { return filter.kind == Filter::Kind::True; });
    if (filters.empty())
        return {};
    if (filters.size() == 1)
        return std::move(filters.front());
    Filter all;
    all.kind = Filter::Kind::And;
    all.children = std::move(filters);
    return all;
}

} // namespace syncline::ui
